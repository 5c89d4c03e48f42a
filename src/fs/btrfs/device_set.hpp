// Which of the volumes at hand make up one file system, and what its chunk tree says of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "fs/btrfs/devices.hpp"
#include "fs/btrfs/node_reader.hpp"
#include "fs/btrfs/superblock.hpp"

namespace vixmount::fs::btrfs {

struct DeviceSet {
  Superblock superblock;  // the newest of all devices
  std::shared_ptr<const LogicalSpace> space;
  std::vector<Guid> fsids;           // that nodes may carry
  std::string absent;                // "device 2 (UUID) is missing", or empty; also a remark
  std::vector<std::string> remarks;  // for people
};

// `volume` and those of `siblings` that belong to it; others are ignored. A device that is missing
// is a remark. Error{damaged}, Error{unsupported}, Error{io}.
DeviceSet assemble_devices(const io::SourcePtr& volume, const std::vector<io::SourcePtr>& siblings,
                           bool verify_checksums, const Log& log);

}  // namespace vixmount::fs::btrfs
