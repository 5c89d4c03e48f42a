// The records of a disk group's database: volumes have components (several: a mirror), components
// have partitions, partitions lie on disks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.hpp"
#include "base/guid.hpp"

namespace vixmount::volume::ldm {

using ObjectId = std::uint64_t;

// Numbers of volumes, components and partitions are in sectors of kRecordSector bytes, as written.
struct VolumeRecord {
  ObjectId id = 0;
  std::string name;
  std::string state;      // "ACTIVE"
  std::uint8_t kind = 0;  // 3: made of components as they are; 4: RAID-5
  std::uint64_t component_count = 0;
  std::uint64_t commit = 0;  // the transaction that wrote the record
  std::uint64_t size = 0;
  std::uint8_t partition_type = 0;  // as in an MBR
  Guid guid;
  std::string drive_letter;  // a hint: "E:"; may be empty
};

enum class Arrangement : std::uint8_t { striped = 1, concatenated = 2, parity = 3 };

struct ComponentRecord {
  ObjectId id = 0;
  std::string name;
  std::string state;
  Arrangement arrangement = Arrangement::concatenated;
  std::uint64_t partition_count = 0;
  std::uint64_t commit = 0;
  ObjectId volume = 0;
  std::uint64_t chunk_size = 0;  // 0: not striped
  std::uint64_t columns = 0;
};

struct PartitionRecord {
  ObjectId id = 0;
  std::string name;
  std::uint64_t commit = 0;
  std::uint64_t start = 0;         // in the disk's data
  std::uint64_t volume_start = 0;  // in its component
  std::uint64_t size = 0;
  ObjectId component = 0;
  ObjectId disk = 0;
  std::uint64_t column = 0;
};

struct DiskRecord {
  ObjectId id = 0;
  std::string name;
  Guid guid;
};

// Only what tells it from others is read.
struct GroupRecord {
  ObjectId id = 0;
  std::string name;
};

using Record =
    std::variant<VolumeRecord, ComponentRecord, PartitionRecord, DiskRecord, GroupRecord>;

// `record` begins with its RecordHead; bytes behind the size it tells are left alone. Nothing for a
// record of type 0 (empty). Error{damaged} with the position, Error{unsupported_version} for types
// and revisions that are not known.
std::optional<Record> parse_record(const BytesView& record);

}  // namespace vixmount::volume::ldm
