// The volume in file system blocks, behind a small cache of metadata.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/cached_bytes.hpp"
#include "fs/ext/superblock.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ext {

// Where groups have their inode tables: direct mapped, without locks, 8 KiB.
class InodeTableMemo {
 public:
  std::optional<std::uint64_t> find(std::uint32_t group) const noexcept {
    const auto entry = entries_[group % kEntries].load(std::memory_order_relaxed);
    if (entry == 0 || entry % kTags != group / kEntries) return std::nullopt;
    return entry / kTags;
  }
  // Tables at block 2^42 and above are not remembered. `block` is not 0.
  void remember(std::uint32_t group, std::uint64_t block) noexcept {
    if (block >= (1ULL << 42)) return;
    entries_[group % kEntries].store(block * kTags + group / kEntries, std::memory_order_relaxed);
  }

 private:
  static constexpr std::uint64_t kEntries = 1U << 10;
  static constexpr std::uint64_t kTags = 1U << 22;              // group numbers have 32 bits
  std::array<std::atomic<std::uint64_t>, kEntries> entries_{};  // block, then tag; 0: empty
};

// Parameters of one mount that every part needs. All const members are safe from many threads.
// The cache never looks at the volume again for what it holds: make a new object after the volume
// (an overlay) was changed.
class Blocks {
 public:
  // Bound of the cached bytes: enough for the inode table of some 30,000 files.
  static constexpr std::size_t kMostCachedBytes = 8UL << 20;

  Blocks(io::SourcePtr volume, const Superblock& superblock, bool verify_checksums);

  const io::SourcePtr& volume() const noexcept { return volume_; }
  const Superblock& superblock() const noexcept { return superblock_; }
  std::uint32_t block_size() const noexcept { return superblock_.block_size; }
  // True when checksums exist on this file system and are to be checked.
  bool verify_metadata_checksums() const noexcept { return verify_metadata_checksums_; }
  bool verify_checksums() const noexcept { return verify_checksums_; }

  // Byte offset of `block`. Error{damaged} when the file system or the volume ends before it does;
  // `what` names the reference for the message.
  std::uint64_t offset_of(std::uint64_t block, std::string_view what) const;

  // One block of metadata, through the cache.
  CachedBytes read(std::uint64_t block, std::string_view what) const;

  InodeTableMemo& inode_table_memo() const noexcept { return inode_table_memo_; }

  // [offset, offset + length), which must not cross a block boundary, through the cache.
  CachedBytes read_bytes(std::uint64_t offset, std::uint32_t length) const;

 private:
  CachedBytes::Cache::Pointer load(std::uint64_t number) const;

  io::SourcePtr volume_;
  Superblock superblock_;
  bool verify_checksums_;
  bool verify_metadata_checksums_;
  std::uint32_t page_size_;  // bytes: a block, at least 4 KiB
  CachedBytes::Cache pages_;  // by number
  mutable InodeTableMemo inode_table_memo_;
};

}  // namespace vixmount::fs::ext
