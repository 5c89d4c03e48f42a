// Keys of tree items, and the numbers that occur in them.
// Source: the kernel's header include/uapi/linux/btrfs_tree.h.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "fs/btrfs/layout.hpp"

namespace vixmount::fs::btrfs {

enum class ItemType : std::uint8_t {
  inode_item = 1,
  inode_ref = 12,
  inode_extref = 13,
  xattr_item = 24,
  orphan_item = 48,
  dir_log_item = 60,
  dir_log_index = 72,
  dir_item = 84,
  dir_index = 96,
  extent_data = 108,
  extent_checksum = 128,
  root_item = 132,
  root_backref = 144,
  root_ref = 156,
  device_item = 216,
  chunk_item = 228,
};

struct Key {
  std::uint64_t objectid = 0;
  ItemType type{};
  std::uint64_t offset = 0;

  static Key from(const layout::Key& raw) noexcept {
    return {raw.objectid, static_cast<ItemType>(raw.type), raw.offset};
  }
  friend auto operator<=>(const Key&, const Key&) = default;
};

inline constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint64_t>::max();

// Trees.
inline constexpr std::uint64_t kRootTree = 1;
inline constexpr std::uint64_t kChunkTree = 3;
inline constexpr std::uint64_t kTopSubvolume = 5;
inline constexpr std::uint64_t kChecksumTree = 7;
inline constexpr std::uint64_t kLogTree = kGreatest - 5;  // -6

// Objects.
inline constexpr std::uint64_t kDeviceObjects = 1;         // of DEV_ITEMs
inline constexpr std::uint64_t kFirstChunkTree = 256;      // of CHUNK_ITEMs
inline constexpr std::uint64_t kChecksumObjects = kGreatest - 9;  // -10
inline constexpr std::uint64_t kFirstFree = 256;           // also the root directory of subvolumes
inline constexpr std::uint64_t kLastFree = kGreatest - 255;  // -256

// Types of directory entries.
inline constexpr std::uint8_t kEncryptedEntry = 0x80;

}  // namespace vixmount::fs::btrfs
