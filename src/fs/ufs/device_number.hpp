// Device nodes keep their number where other inodes keep their first pointers.
#pragma once

#include <cstdint>

#include "fs/ufs/inode.hpp"

namespace vixmount::fs::ufs {

struct DeviceNumber {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};

// All BSDs agree on 8 bits of each; beyond, this is NetBSD's form (12 bits major, 20 bits minor),
// which is also what makefs stores. Solaris: 14 and 18 bits, or 7 and 8 of older ones; on x86 in
// the second word. Sources: NetBSD sys/types.h; Linux fs/ufs/util.c, linux/kdev_t.h.
inline DeviceNumber device_number(const Superblock& superblock, const Inode& inode) noexcept {
  const bool solaris = superblock.dialect == Dialect::solaris;
  const bool second = solaris && superblock.order == ByteOrder::little;
  const auto number = static_cast<std::uint32_t>(inode.blocks[second ? 1 : 0]);
  if (!solaris) return {number >> 8 & 0xFFF, (number & 0xFF) | (number >> 12 & 0xFFF00)};
  const auto high = number >> 16;
  if (high == 0 || high == 0xFFFF) return {number >> 8 & 0x7F, number & 0xFF};
  return {number >> 18 & 0x3FFF, number & 0x3FFFF};
}

}  // namespace vixmount::fs::ufs
