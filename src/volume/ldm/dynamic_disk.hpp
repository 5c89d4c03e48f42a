// A disk of a disk group: what its private header, its database and its partition table say.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "volume/ldm/database.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume::ldm {

struct DynamicDisk final : Member {
  std::string name;  // "disk 1"
  io::SourcePtr source;
  std::optional<std::size_t> disk;      // as in Container
  std::optional<std::uint64_t> offset;  // as in Container
  PrivateHeader header;
  std::optional<Database> database;
  std::string database_fault;  // when there is none
  // What the disk has besides dynamic volumes: EFI system, recovery, retained partitions.
  std::string_view table_scheme;  // "gpt" or "mbr"
  std::vector<Volume> other_partitions;
};

// Nothing when `container` is no dynamic disk, or none whose private header can be used (said in a
// remark). Error{io} when the first sector cannot be read.
std::shared_ptr<const DynamicDisk> open_dynamic_disk(const Container& container, Remarks& remarks);

}  // namespace vixmount::volume::ldm
