// Device nodes keep their number where other inodes keep pointers to blocks.
#pragma once

#include <cstdint>

#include "fs/ext/inode.hpp"

namespace vixmount::fs::ext {

struct DeviceNumber {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};

// The first word holds the older encoding (8 bits each); when it is 0, the second one the newer
// (12 bits major, 20 bits minor). Source: Linux include/linux/kdev_t.h.
inline DeviceNumber device_number(const Inode& inode) {
  const BytesView words(inode.block);
  if (const auto old = words.le32_at(0); old != 0) return {old >> 8 & 0xFF, old & 0xFF};
  const auto number = words.le32_at(sizeof(le32));
  return {(number & 0xFFF00) >> 8, (number & 0xFF) | (number >> 12 & 0xFFF00)};
}

}  // namespace vixmount::fs::ext
