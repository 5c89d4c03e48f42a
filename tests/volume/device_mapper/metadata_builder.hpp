// Makes metadata devices by hand: nodes, array blocks and superblocks with good checksums.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "io/byte_source.hpp"
#include "volume/device_mapper/cache_layout.hpp"
#include "volume/device_mapper/persistent_data/btree.hpp"
#include "volume/device_mapper/thin_layout.hpp"

namespace vixmount::volume::device_mapper {

class MetadataBuilder {
 public:
  using Entry = std::pair<std::uint64_t, std::vector<std::uint64_t>>;  // key, value in words

  explicit MetadataBuilder(std::size_t blocks) : bytes_(blocks * layout::kBlockSize) {}

  void leaf(std::uint64_t block, const std::vector<Entry>& entries, std::uint32_t value_words = 1);
  // Keys and the blocks of the children.
  void internal(std::uint64_t block,
                const std::vector<std::pair<std::uint64_t, std::uint64_t>>& children);
  void array(std::uint64_t block, const std::vector<std::uint64_t>& values);
  void superblock(thin_layout::Superblock superblock);
  void superblock(cache_layout::Superblock superblock);

  // Changes bytes; seal() makes the checksum good again.
  template <typename Value>
  void put(std::uint64_t offset, const Value& value) {
    std::memcpy(bytes_.data() + offset, &value, sizeof(value));
  }
  void seal(std::uint64_t block, BlockKind kind);

  io::SourcePtr source() const;
  NodeCachePtr nodes() const;

 private:
  void node(std::uint64_t block, std::uint32_t flags, std::uint32_t value_words,
            const std::vector<Entry>& entries);

  std::vector<std::byte> bytes_;
};

// Superblocks as the kernel writes them, in the parts that matter.
thin_layout::Superblock thin_superblock(std::uint64_t mapping_root, std::uint64_t details_root);
cache_layout::Superblock cache_superblock(std::uint32_t version, std::uint32_t flags,
                                          std::uint32_t cache_blocks, std::uint64_t mapping_root,
                                          std::uint64_t dirty_root);

// `blocks` blocks of `block_size` bytes; each byte of block n is `first` + n.
io::SourcePtr numbered_blocks(std::size_t blocks, std::size_t block_size, unsigned first);
// The first byte of `source` from `offset`.
unsigned byte_at(const io::ByteSource& source, std::uint64_t offset);

}  // namespace vixmount::volume::device_mapper
