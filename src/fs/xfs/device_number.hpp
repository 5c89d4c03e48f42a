// Device nodes keep their number where other inodes keep their data.
#pragma once

#include <cstdint>

#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

struct DeviceNumber {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};

// The encoding of IRIX: 14 bits major, 18 bits minor. Source: Linux include/linux/kdev_t.h.
inline DeviceNumber device_number(const Inode& inode) {
  const auto stored = inode.data.bytes.be32_at(0);
  return {stored >> 18, stored & 0x3FFFF};
}

}  // namespace vixmount::fs::xfs
