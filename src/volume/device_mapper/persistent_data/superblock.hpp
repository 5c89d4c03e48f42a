// Reading a superblock of the persistent data library: thin pools and dm-cache number their
// versions and features alike, and count their blocks in the same fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "volume/device_mapper/persistent_data/blocks.hpp"

namespace vixmount::volume::device_mapper {

struct SuperblockRules {
  BlockKind kind;
  std::uint64_t magic;
  std::uint64_t smallest_block;  // of data, bytes; others are multiples of it
  std::uint64_t largest_block;   // bytes
};

// Bytes of a block of data.
template <typename Superblock>
std::uint64_t block_size_of(const Superblock& superblock) noexcept {
  return std::uint64_t{superblock.data_block_size} * layout::kSectorSize;
}

// The superblock in block 0; nothing when the metadata was never written. Throws Error{damaged}
// with the byte offset, Error{unsupported_version}, Error{unsupported}.
template <typename Superblock>
std::optional<Superblock> read_superblock(const MetadataBlocks& blocks,
                                          const SuperblockRules& rules) {
  const auto first = blocks.read_unchecked(0);
  if (is_all_zero(first->bytes().span())) return std::nullopt;
  if (const auto magic = first->bytes().template get<Superblock>(0).magic; magic != rules.magic)
    fail_at(offsetof(Superblock, magic), "the metadata's magic number is {}", magic.value());
  const auto superblock = blocks.read(0, rules.kind)->bytes().template get<Superblock>(0);
  if (superblock.version != 1 && superblock.version != 2)
    fail(ErrorKind::unsupported_version, "metadata of version {}; 1 and 2 are known",
         superblock.version.value());
  if (superblock.incompatible_flags != 0)
    fail(ErrorKind::unsupported, "metadata with the unknown features {:#x}",
         superblock.incompatible_flags.value());
  if (superblock.metadata_block_size * layout::kSectorSize != layout::kBlockSize)
    fail_at(offsetof(Superblock, metadata_block_size), "metadata blocks of {} sectors",
            superblock.metadata_block_size.value());
  const auto block_size = block_size_of(superblock);
  if (block_size == 0 || block_size % rules.smallest_block != 0 || block_size > rules.largest_block)
    fail_at(offsetof(Superblock, data_block_size), "blocks of {} bytes", block_size);
  return superblock;
}

}  // namespace vixmount::volume::device_mapper
