#include "fs/btrfs/statistics.hpp"

#include <algorithm>

namespace vixmount::fs::btrfs {
namespace {

// Bytes on devices for each 100 bytes of content, by the youngest chunk that holds data.
std::uint64_t percent_on_devices(const LogicalSpace& space) {
  const auto& chunks = space.chunks();
  const auto data = std::find_if(chunks.rbegin(), chunks.rend(),
                                 [](const Chunk& chunk) { return chunk.holds_data; });
  if (data == chunks.rend()) return 100;
  const auto copies = data->profile == Profile::mirrored ? 1 : data->data_stripes();
  return data->stripes.size() * 100 / copies;
}

}  // namespace

Statistics count_statistics(const NodeReader& nodes) {
  const auto& superblock = nodes.superblock();
  const std::uint64_t sector = superblock.sector_size;
  const auto usable =
      superblock.raw.total_bytes / percent_on_devices(*nodes.space()) * 100 / sector;
  const auto used = superblock.raw.bytes_used / sector;
  Statistics out;
  out.block_size = sector;
  out.total_blocks = usable;
  out.free_blocks = usable - std::min(usable, used);
  out.available_blocks = out.free_blocks;
  return out;
}

}  // namespace vixmount::fs::btrfs
