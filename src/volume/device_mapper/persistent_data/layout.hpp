// What the blocks of the device mapper's persistent data library begin with. All blocks are 4096
// bytes; their checksum is CRC-32C of all but its own four bytes, exclusive-or a number for each
// kind of block. Source: Linux, drivers/md/persistent-data.
#pragma once

#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::volume::device_mapper::layout {

constexpr std::uint32_t kBlockSize = 4096;  // bytes
constexpr std::uint32_t kSectorSize = 512;  // bytes; sizes in superblocks count these

// A node of a B-tree. Behind it max_entries keys (le64), then max_entries values.
struct NodeHeader {
  le32 checksum;
  le32 flags;
  le64 block;  // where it should stand
  le32 entry_count;
  le32 max_entries;
  le32 value_size;  // bytes; 8 in internal nodes: the block of a child
  le32 padding;
};
static_assert(sizeof(NodeHeader) == 32);
constexpr std::uint32_t kInternalNode = 1;
constexpr std::uint32_t kLeafNode = 2;

// A piece of an array, found through a B-tree by (index / values in a piece). Behind it the values.
struct ArrayHeader {
  le32 checksum;
  le32 max_entries;
  le32 entry_count;
  le32 value_size;  // bytes
  le64 block;
};
static_assert(sizeof(ArrayHeader) == 24);

// The roots of a space map, kept inside superblocks; not needed for reading.
constexpr std::size_t kSpaceMapRootSize = 128;

}  // namespace vixmount::volume::device_mapper::layout
