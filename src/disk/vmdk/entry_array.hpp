// A table of little-endian numbers inside a host file, read in pieces: grain directories and grain
// tables are never loaded whole, so that a large disk costs no more memory than a small one.
#pragma once

#include <cstdint>
#include <span>

#include "io/host_file.hpp"

namespace vixmount::disk::vmdk {

class EntryArray {
 public:
  // `position`: of entry 0, in bytes. `entry_bytes`: 4 or 8. The caller has checked that `count`
  // entries lie inside the file.
  EntryArray(const io::HostFile& file, std::uint64_t position, std::uint32_t entry_bytes,
             std::uint64_t count)
      : file_(&file), position_(position), entry_bytes_(entry_bytes), count_(count) {}

  // At most this many entries are read at once (they pass through a buffer on the stack).
  static constexpr std::size_t kMostEntries = 512;

  // Entries [first, first + out.size()); out.size() <= kMostEntries. Error{io} when the host fails.
  void read(std::uint64_t first, std::span<std::uint64_t> out) const;
  std::uint64_t read_one(std::uint64_t index) const;
  // Where entry `index` lies in the file, for messages.
  std::uint64_t position_of(std::uint64_t index) const noexcept {
    return position_ + index * entry_bytes_;
  }
  std::uint64_t count() const noexcept { return count_; }

 private:
  const io::HostFile* file_;
  std::uint64_t position_;
  std::uint32_t entry_bytes_;
  std::uint64_t count_;
};

}  // namespace vixmount::disk::vmdk
