#include "volume/device_mapper/persistent_data/blocks.hpp"

#include <cstddef>
#include <string_view>

#include "base/checked.hpp"
#include "base/crc32c.hpp"
#include "base/error.hpp"

namespace vixmount::volume::device_mapper {
namespace {

struct KindFacts {
  std::string_view name;
  std::uint32_t checksum_mask;
  std::size_t place_of_number;  // of the field that repeats the block's own number
};

// The masks are those of the kernel: dm-btree-spine.c, dm-array.c, dm-thin-metadata.c,
// dm-cache-metadata.c.
KindFacts facts_of(BlockKind kind) noexcept {
  switch (kind) {
    case BlockKind::node:
      return {"B-tree node", 121107, offsetof(layout::NodeHeader, block)};
    case BlockKind::array:
      return {"array block", 595846735, offsetof(layout::ArrayHeader, block)};
    case BlockKind::thin_superblock:
      return {"superblock of a thin pool", 160774, 8};
    case BlockKind::cache_superblock:
      return {"superblock of a cache", 9031977, 8};
  }
  return {};
}

}  // namespace

std::uint32_t block_checksum(std::span<const std::byte> bytes, BlockKind kind) noexcept {
  return crc32c(0xFFFFFFFF, bytes.subspan(sizeof(le32))) ^ facts_of(kind).checksum_mask;
}

MetadataBlockPtr MetadataBlocks::read_unchecked(std::uint64_t block) const {
  if (block >= count())
    throw Error(ErrorKind::damaged,
                fmt::format("metadata block {} is behind the end of the metadata device, which has "
                            "{} blocks",
                            block, count()));
  auto result = std::make_shared<MetadataBlock>();
  result->offset_ = block * layout::kBlockSize;
  device_->read(result->offset_, result->bytes_);
  return result;
}

MetadataBlockPtr MetadataBlocks::read(std::uint64_t block, BlockKind kind) const {
  const auto result = read_unchecked(block);
  const auto facts = facts_of(kind);
  const auto bytes = result->bytes();
  const auto computed = block_checksum(bytes.span(), kind);
  if (const auto stored = bytes.le32_at(0); stored != computed)
    fail_at(bytes.origin(), "{}: its checksum is {:#010x}, its content has {:#010x}", facts.name,
            stored, computed);
  if (const auto number = bytes.le64_at(facts.place_of_number); number != block)
    fail_at(bytes.origin() + facts.place_of_number, "{}: it belongs to block {}, not {}",
            facts.name, number, block);
  return result;
}

}  // namespace vixmount::volume::device_mapper
