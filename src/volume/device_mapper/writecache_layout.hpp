// dm-writecache. Source: Linux, drivers/md/dm-writecache.c.
#pragma once

#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::volume::device_mapper::writecache_layout {

constexpr std::uint32_t kSectorSize = 512;
constexpr std::uint32_t kMagic = 0x23489321;
constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kFree = ~std::uint64_t{0};  // Entry::sequence of a free block

// At the beginning of the cache; the entries follow, one for each block, then, at the next whole
// block, the blocks.
struct Superblock {
  le32 magic;
  le32 version;
  le32 block_size;  // bytes
  le32 padding;
  le64 block_count;
  le64 sequence;  // blocks with a lower one are committed
  le64 unused[4];
};
static_assert(sizeof(Superblock) == 64);

struct Entry {
  le64 original_sector;
  le64 sequence;
};
static_assert(sizeof(Entry) == 16);

}  // namespace vixmount::volume::device_mapper::writecache_layout
