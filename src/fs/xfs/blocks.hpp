// The volume in file system blocks, behind a small cache of metadata.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/cached_bytes.hpp"
#include "fs/xfs/pending_maps.hpp"
#include "fs/xfs/replayed.hpp"
#include "fs/xfs/superblock.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::xfs {

// Where blocks of metadata of version 5 say what they are: offsets of the fields.
struct SelfDescription {
  std::uint8_t checksum;
  std::uint8_t address;  // in sectors of 512 bytes
  std::uint8_t uuid;
  std::uint8_t owner;  // inode number
};
inline constexpr SelfDescription kExtentBlockDescription{64, 24, 40, 56};
inline constexpr SelfDescription kDirectoryBlockDescription{4, 8, 24, 40};
inline constexpr SelfDescription kTreeBlockDescription{12, 16, 32, 48};  // directories, attributes
inline constexpr SelfDescription kRemoteDescription{12, 40, 16, 32};

// Parameters of one mount that every part needs. All const members are safe from many threads.
// The cache never looks at the volume again for what it holds.
class Blocks {
 public:
  // Bound of the cached bytes: the inodes of some 16,000 files.
  static constexpr std::size_t kMostCachedBytes = 8UL << 20;

  // `replayed`: what the log changed, whose checksums are not those of their content.
  // `pending_maps`: changes of files' extents that are still to be done.
  Blocks(io::SourcePtr volume, const Superblock& superblock, bool verify_checksums,
         Replayed replayed = {}, PendingMaps pending_maps = {});

  const io::SourcePtr& volume() const noexcept { return volume_; }
  const Superblock& superblock() const noexcept { return superblock_; }
  std::uint32_t block_size() const noexcept { return superblock_.block_size; }
  bool verify_checksums() const noexcept {
    return verify_checksums_ && superblock_.has_checksums();
  }
  const Replayed& replayed() const noexcept { return replayed_; }
  const PendingMaps& pending_maps() const noexcept { return pending_maps_; }

  // Byte offset of the `count` blocks at `block` (group number and number in the group, as extents
  // hold it). Error{damaged} when they are not all in one group; `what` names the reference.
  std::uint64_t offset_of(std::uint64_t block, std::uint64_t count, std::string_view what) const;

  // `length` bytes at `offset`, not across a page (the larger of 4 KiB and a block), through the
  // cache, unverified.
  CachedBytes read_page(std::uint64_t offset, std::uint32_t length) const;

  // A structure of metadata that consists of `pieces` (ranges of the volume in bytes, not empty),
  // through the cache, its checksum verified when it is loaded, its other claims always.
  CachedBytes read_described(std::span<const ByteRange> pieces, const SelfDescription& description,
                             std::uint64_t owner, std::string_view what) const;

  // What version 5 says of itself at `view` (its origin: offset on the volume) is true, checksum
  // included.
  void verify(BytesView view, const SelfDescription& description, std::uint64_t owner,
              std::string_view what) const;

 private:
  void verify_checksum(BytesView view, const SelfDescription& description,
                       std::string_view what) const;
  void verify_claims(BytesView view, const SelfDescription& description, std::uint64_t owner,
                     std::string_view what) const;

  io::SourcePtr volume_;
  Superblock superblock_;
  bool verify_checksums_;
  Replayed replayed_;
  PendingMaps pending_maps_;
  std::uint32_t page_size_;
  CachedBytes::Cache cache_;
};

using BlocksPtr = std::shared_ptr<const Blocks>;

}  // namespace vixmount::fs::xfs
