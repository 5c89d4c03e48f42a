// A file as the tree shows it: what its attributes together make it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fs/file_system.hpp"
#include "fs/ntfs/file.hpp"
#include "fs/ntfs/interix.hpp"
#include "fs/ntfs/reparse_point.hpp"
#include "fs/ntfs/standard_information.hpp"

namespace vixmount::fs::ntfs {

// Gathered in one pass over the record. Copies share the record's bytes.
class Node {
 public:
  // Error{damaged} when the file has no $STANDARD_INFORMATION.
  explicit Node(File file);

  const File& file() const noexcept { return file_; }
  const StandardInformation& standard() const noexcept { return standard_; }
  NodeType type() const noexcept { return type_; }
  bool is_directory() const noexcept { return type_ == NodeType::directory; }
  // The unnamed $DATA; nothing in directories and some system files.
  const std::optional<FoundAttribute>& data() const noexcept { return data_; }
  // What the content is decompressed from under WOF.
  const std::optional<FoundAttribute>& wof_data() const noexcept { return wof_data_; }
  bool has_reparse_point() const noexcept { return reparse_.has_value(); }
  // Its value with the head; empty without one. Error{damaged}.
  std::vector<std::byte> reparse_bytes() const;
  bool is_compressed_by_wof() const noexcept { return is_wof_; }
  bool is_encrypted() const noexcept;
  // Whether there is any $DATA with a name.
  bool has_streams() const noexcept { return has_streams_; }

  // Names that directories show: those of DOS beside a long one are not counted.
  std::uint32_t link_count() const noexcept;
  std::uint64_t content_size() const;    // bytes; of links 0
  std::uint64_t allocated_size() const;  // bytes on disk, resident content as if in sectors
  DeviceNumbers device_numbers() const;  // of device nodes
  std::optional<InterixFile> interix() const;

 private:
  void gather();
  void decide_type();

  File file_;
  StandardInformation standard_;
  bool has_standard_ = false;
  bool is_wof_ = false;
  bool has_streams_ = false;
  std::uint32_t short_names_ = 0;
  NodeType type_ = NodeType::regular;
  std::optional<FoundAttribute> data_;
  std::optional<FoundAttribute> reparse_;
  std::optional<FoundAttribute> extended_;
  std::optional<FoundAttribute> index_;     // $INDEX_ALLOCATION of the directory
  std::optional<FoundAttribute> wof_data_;  // what the content is decompressed from
};

// Bytes of an attribute's content.
std::uint64_t size_of(const Attribute& first);
// Bytes that it takes on the disk; resident content as if in sectors of 512 bytes.
std::uint64_t allocated_size_of(const Attribute& first);

}  // namespace vixmount::fs::ntfs
