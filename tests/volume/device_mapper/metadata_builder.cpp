#include "metadata_builder.hpp"

#include <algorithm>
#include <cstring>

#include "io/sources.hpp"

namespace vixmount::volume::device_mapper {

void MetadataBuilder::node(std::uint64_t block, std::uint32_t flags, std::uint32_t value_words,
                           const std::vector<Entry>& entries) {
  layout::NodeHeader header{};
  header.flags = flags;
  header.entry_count = static_cast<std::uint32_t>(entries.size());
  header.value_size = value_words * 8;
  // As the kernel: a multiple of three.
  header.max_entries = (layout::kBlockSize - 32) / (8 + value_words * 8) / 3 * 3;
  const auto begin = block * layout::kBlockSize;
  put(begin, header);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    put(begin + 32 + i * 8, le64(entries[i].first));
    for (std::size_t word = 0; word < value_words; ++word)
      put(begin + 32 + header.max_entries * 8 + (i * value_words + word) * 8,
          le64(entries[i].second.at(word)));
  }
  seal(block, BlockKind::node);
}

void MetadataBuilder::leaf(std::uint64_t block, const std::vector<Entry>& entries,
                           std::uint32_t value_words) {
  node(block, layout::kLeafNode, value_words, entries);
}

void MetadataBuilder::internal(
    std::uint64_t block, const std::vector<std::pair<std::uint64_t, std::uint64_t>>& children) {
  std::vector<Entry> entries;
  for (const auto& [key, child] : children) entries.push_back({key, {child}});
  node(block, layout::kInternalNode, 1, entries);
}

void MetadataBuilder::array(std::uint64_t block, const std::vector<std::uint64_t>& values) {
  layout::ArrayHeader header{};
  header.max_entries = 509;
  header.entry_count = static_cast<std::uint32_t>(values.size());
  header.value_size = 8;
  put(block * layout::kBlockSize, header);
  for (std::size_t i = 0; i < values.size(); ++i)
    put(block * layout::kBlockSize + sizeof(header) + i * 8, le64(values[i]));
  seal(block, BlockKind::array);
}

void MetadataBuilder::superblock(thin_layout::Superblock superblock) {
  put(0, superblock);
  seal(0, BlockKind::thin_superblock);
}

void MetadataBuilder::superblock(cache_layout::Superblock superblock) {
  put(0, superblock);
  seal(0, BlockKind::cache_superblock);
}

void MetadataBuilder::seal(std::uint64_t block, BlockKind kind) {
  const auto begin = block * layout::kBlockSize;
  put(begin + (kind == BlockKind::array ? 16 : 8), le64(block));
  put(begin, le32(block_checksum(std::span(bytes_).subspan(begin, layout::kBlockSize), kind)));
}

io::SourcePtr MetadataBuilder::source() const { return std::make_shared<io::MemorySource>(bytes_); }

NodeCachePtr MetadataBuilder::nodes() const {
  return std::make_shared<const NodeCache>(MetadataBlocks(source()));
}

thin_layout::Superblock thin_superblock(std::uint64_t mapping_root, std::uint64_t details_root) {
  thin_layout::Superblock superblock{};
  superblock.magic = 27022010;
  superblock.version = 2;
  superblock.transaction_id = 7;
  superblock.mapping_root = mapping_root;
  superblock.device_details_root = details_root;
  superblock.data_block_size = 128;
  superblock.metadata_block_size = 8;
  return superblock;
}

cache_layout::Superblock cache_superblock(std::uint32_t version, std::uint32_t flags,
                                          std::uint32_t cache_blocks, std::uint64_t mapping_root,
                                          std::uint64_t dirty_root) {
  cache_layout::Superblock superblock{};
  superblock.magic = 06142003;
  superblock.version = version;
  superblock.flags = flags;
  superblock.cache_block_count = cache_blocks;
  superblock.mapping_root = mapping_root;
  superblock.dirty_root = dirty_root;
  superblock.data_block_size = 64;
  superblock.metadata_block_size = 8;
  return superblock;
}

io::SourcePtr numbered_blocks(std::size_t blocks, std::size_t block_size, unsigned first) {
  std::vector<std::byte> bytes(blocks * block_size);
  for (std::size_t i = 0; i < blocks; ++i)
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * block_size), block_size,
                static_cast<std::byte>(first + i));
  return std::make_shared<io::MemorySource>(std::move(bytes));
}

unsigned byte_at(const io::ByteSource& source, std::uint64_t offset) {
  return std::to_integer<unsigned>(io::read_bytes(source, offset, 1).front());
}

}  // namespace vixmount::volume::device_mapper
