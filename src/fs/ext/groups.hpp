// Block groups: where each group's descriptor stands and what it says.
#pragma once

#include <cstdint>

#include "fs/ext/blocks.hpp"

namespace vixmount::fs::ext {

struct Group {
  std::uint64_t block_bitmap = 0;  // blocks
  std::uint64_t inode_bitmap = 0;
  std::uint64_t inode_table = 0;
  std::uint64_t free_blocks = 0;  // clusters under bigalloc
  std::uint64_t free_inodes = 0;
  std::uint16_t flags = 0;
  std::uint32_t unused_inodes = 0;  // at the end of the table; only with group checksums
};

// Byte offset of the descriptor of `group` (< group_count), meta_bg respected.
std::uint64_t descriptor_offset(const Superblock& superblock, std::uint32_t group);

// Reads and checks one descriptor (checksum by metadata_csum or gdt_csum). Error{damaged}.
Group read_group(const Blocks& blocks, std::uint32_t group);

// The first block of the group's inode table; remembered, since every inode asks for it.
std::uint64_t inode_table_of(const Blocks& blocks, std::uint32_t group);

}  // namespace vixmount::fs::ext
