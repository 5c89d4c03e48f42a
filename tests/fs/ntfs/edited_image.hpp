// Changes to an NTFS image byte by byte: single records of an MFT that lies in one piece, as on any
// fresh small volume.
#pragma once

#include <cstdint>
#include <string>

#include "fs/ntfs/built_record.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

class EditedImage {
 public:
  // Of mkntfs' usual shape: clusters of 4 KiB, records of 1 KiB.
  explicit EditedImage(const std::string& path);

  std::size_t size() const noexcept { return bytes_.size(); }
  test_bytes::Bytes& bytes() noexcept { return bytes_; }
  std::size_t record(std::uint64_t number) const;  // offset
  std::size_t mirrored_record(std::uint64_t number) const;
  // Offset of the first attribute of this type in a record.
  std::size_t attribute(std::uint64_t record_number, std::uint32_t type) const;
  std::uint64_t get(std::size_t offset, std::size_t width) const;
  void put(std::size_t offset, std::uint64_t value, std::size_t width);

  io::SourcePtr source() const;

 private:
  test_bytes::Bytes bytes_;
};

}  // namespace vixmount::fs::ntfs
