// The database of a disk group. Every disk of the group has a copy.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "io/byte_source.hpp"
#include "volume/ldm/private_header.hpp"
#include "volume/ldm/records.hpp"

namespace vixmount::volume::ldm {

struct Database {
  std::uint64_t sequence = 0;  // of the last change that was committed
  std::string group_name;
  std::map<ObjectId, VolumeRecord> volumes;
  std::map<ObjectId, ComponentRecord> components;
  std::map<ObjectId, PartitionRecord> partitions;
  std::map<ObjectId, DiskRecord> disks;
  // True when the records are those that the head counts, each once.
  bool sound = false;
  std::vector<std::string> faults;  // for people; may be there when `sound`, too
};

// The copy on the disk whose private header is `header`. Damaged records are left out (`faults`);
// Error{damaged}, Error{unsupported_version}, Error{io} where nothing can be read.
Database read_database(const io::ByteSource& disk, const PrivateHeader& header);

}  // namespace vixmount::volume::ldm
