// What reading any part of a UFS needs: the volume, its superblock, a cache of metadata.
#pragma once

#include <memory>
#include <string_view>

#include "fs/shared/metadata_cache.hpp"
#include "fs/ufs/superblock.hpp"

namespace vixmount::fs::ufs {

// All const members are safe from many threads.
class Volume {
 public:
  Volume(io::SourcePtr source, Superblock superblock, bool verify_check_hashes)
      : cache_(std::move(source)),
        superblock_(std::move(superblock)),
        verify_inodes_(verify_check_hashes &&
                       (superblock_.check_hash_kinds & check_hash::inodes) != 0) {}

  const Superblock& superblock() const noexcept { return superblock_; }
  const MetadataCache& cache() const noexcept { return cache_; }
  const io::SourcePtr& source() const noexcept { return cache_.volume(); }
  ByteOrder order() const noexcept { return superblock_.order; }
  bool verify_inodes() const noexcept { return verify_inodes_; }

  // Byte offset of `count` fragments from `fragment` on. Error{damaged} when they are not all
  // inside of the file system; for the message: the position of the address, the inode and what it
  // is for.
  struct Reference {
    std::uint64_t named_at;
    std::uint32_t inode;
    std::string_view what;
  };
  std::uint64_t offset_of(std::uint64_t fragment, std::uint64_t count,
                          const Reference& reference) const;

 private:
  MetadataCache cache_;
  Superblock superblock_;
  bool verify_inodes_;
};

using VolumePtr = std::shared_ptr<const Volume>;

}  // namespace vixmount::fs::ufs
