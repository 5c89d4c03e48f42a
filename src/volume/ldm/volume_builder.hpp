// Makes the volumes that a database describes of the disks that are there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "volume/ldm/dynamic_disk.hpp"

namespace vixmount::volume::ldm {

// A disk of the group that is in the set.
struct PresentDisk {
  const DynamicDisk* disk = nullptr;
  // Its copy of the database is older than the one that is used: what mirrors and parity on it hold
  // may be old as well.
  bool is_stale = false;
};

// By the ids of the database's disk records.
using PresentDisks = std::map<ObjectId, PresentDisk>;

// All volumes of `database`, in the order of their ids, which is that of their making. Volumes that
// cannot be made have a health that says why and a source that throws it.
std::vector<Volume> build_volumes(const Database& database, const PresentDisks& disks);

}  // namespace vixmount::volume::ldm
