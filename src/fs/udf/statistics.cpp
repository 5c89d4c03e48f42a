#include "fs/udf/statistics.hpp"

#include <algorithm>
#include <bit>

#include "base/error.hpp"
#include "fs/udf/block_reader.hpp"
#include "fs/udf/cs0.hpp"
#include "fs/udf/descriptor_tag.hpp"
#include "fs/udf/extents.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr std::size_t kPiece = 16 * 1024;

std::uint64_t count_ones(std::span<const std::byte> bytes) noexcept {
  std::uint64_t count = 0;
  for (const auto byte : bytes)
    count += static_cast<unsigned>(std::popcount(std::to_integer<unsigned>(byte)));
  return count;
}

// A set bit stands for a free block.
std::uint64_t count_bitmap(const LogicalVolume& volume, Location place) {
  MetadataCursor cursor(*volume.blocks().cache);
  const auto first = read_block(volume.blocks(), volume.partitions(), place, layout::kSpaceBitmap,
                                "the space bitmap", cursor);
  const auto head = first.get<layout::SpaceBitmap>(0);
  const std::uint64_t bits = std::min(head.bit_count, volume.space().descriptor.length);
  const auto offset = first.origin() + sizeof(head);
  const auto bytes =
      std::min<std::uint64_t>(head.byte_count, divide_rounding_up<std::uint64_t>(bits, 8));
  const auto& source = *volume.blocks().cache->volume();
  if (!fits(offset, bytes, source.size()))
    fail_at(offset, "the space bitmap runs past the end of the volume");
  std::uint64_t free = 0;
  for (std::uint64_t at = 0; at < bytes; at += kPiece)
    free += count_ones(
        io::read_bytes(source, offset + at, std::min<std::uint64_t>(kPiece, bytes - at)));
  return std::min(free, bits);
}

// The table is the allocation descriptors of an entry of its own.
std::uint64_t count_table(const LogicalVolume& volume, Location place) {
  MetadataCursor cursor(*volume.blocks().cache);
  const auto bytes = read_block(volume.blocks(), volume.partitions(), place,
                                layout::kUnallocatedSpace, "the table of free space", cursor);
  const auto head = bytes.get<layout::UnallocatedSpace>(0);
  const auto most = std::uint64_t{volume.space().descriptor.length} * volume.blocks().size;
  const auto form = static_cast<std::uint16_t>(head.icb.flags & layout::kAllocationMask);
  const auto extents =
      read_extents(volume.blocks(), volume.partitions(),
                   bytes.sub(sizeof(head), head.allocation_length), {form, place.partition}, most);
  return extents.size() / volume.blocks().size;
}

std::uint64_t count_free(const LogicalVolume& volume) {
  const auto& space = volume.space();
  if (space.is_virtual) return 0;
  if (volume.integrity() && space.partition < volume.integrity()->free_blocks.size()) {
    const auto known = volume.integrity()->free_blocks[space.partition];
    if (known != 0 && known != layout::kUnknownFreeSpace) return known;
  }
  const auto& header = space.descriptor;
  if (!text_until_nul(header.contents.identifier).starts_with("+NSR0")) return 0;
  if (header.free_bitmap.length != 0)
    return count_bitmap(volume, {space.partition, header.free_bitmap.block});
  if (header.free_table.length != 0)
    return count_table(volume, {space.partition, header.free_table.block});
  return 0;
}

}  // namespace

Statistics count_statistics(const LogicalVolume& volume) {
  Statistics out;
  out.block_size = volume.blocks().size;
  out.total_blocks = volume.space().descriptor.length;
  out.free_blocks = out.available_blocks = out.free_nodes = count_free(volume);
  out.total_nodes = out.free_nodes;
  if (volume.integrity())
    out.total_nodes +=
        std::uint64_t{volume.integrity()->file_count} + volume.integrity()->directory_count;
  out.longest_name = kLongestName;
  return out;
}

}  // namespace vixmount::fs::udf
