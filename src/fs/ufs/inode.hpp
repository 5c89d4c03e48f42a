// Inodes of UFS1 (three dialects) and UFS2 as one plain value.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "fs/file_system.hpp"
#include "fs/ufs/volume.hpp"

namespace vixmount::fs::ufs {

inline constexpr std::uint32_t kRootInode = 2;

// di_flags: a snapshot of the whole file system as a file.
inline constexpr std::uint32_t kSnapshotFlag = 0x00200000;

struct Inode {
  std::uint32_t number = 0;
  std::uint64_t position = 0;  // byte offset on the volume
  std::uint16_t mode = 0;      // of POSIX
  std::uint16_t link_count = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint64_t size = 0;      // bytes
  std::uint64_t sectors = 0;   // of 512 bytes
  std::uint32_t generation = 0;
  std::uint32_t flags = 0;
  Timestamp accessed, modified, changed;
  std::optional<Timestamp> born;  // UFS2
  // Fragment addresses: direct, then of one, two and three levels.
  std::array<std::uint64_t, layout::kDirect + layout::kIndirect> blocks{};
  // The same bytes as stored: the target of a short link.
  std::array<char, sizeof(std::uint64_t) * (layout::kDirect + layout::kIndirect)> stored_blocks{};
  std::uint32_t attributes_size = 0;  // bytes; UFS2
  std::array<std::uint64_t, layout::kAttributeBlocks> attribute_blocks{};

  NodeType type() const noexcept;
  bool is_snapshot() const noexcept { return (flags & kSnapshotFlag) != 0; }
};

// Error{not_found} for a number that is none or not in use, Error{damaged} for a wrong check hash.
Inode read_inode(const Volume& volume, std::uint64_t number);

}  // namespace vixmount::fs::ufs
