// The devices of one file system: those that are here, and names for those that are not.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/guid.hpp"
#include "fs/btrfs/superblock.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::btrfs {

struct Device {
  std::uint64_t id = 0;
  Guid uuid;
  Guid fsid;  // a seed's is not that of the file system
  io::SourcePtr source;
  std::uint64_t generation = 0;  // of its superblock
  // True when its superblock is older than the file system: it was away while others were written.
  bool stale = false;
};

// Built once, then const.
class Devices {
 public:
  void add(io::SourcePtr source, const Superblock& superblock);
  // Marks what is older than `generation`; of the file system `fsid` alone: seeds stay as they are.
  void mark_stale(const Guid& fsid, std::uint64_t generation);

  // Null when it is missing.
  const Device* find(std::uint64_t id, const Guid& uuid) const noexcept;
  const std::vector<Device>& all() const noexcept { return devices_; }

 private:
  std::vector<Device> devices_;  // no two with the same uuid
};

}  // namespace vixmount::fs::btrfs
