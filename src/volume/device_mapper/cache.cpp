#include "volume/device_mapper/cache.hpp"

#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "io/sources.hpp"
#include "volume/device_mapper/cache_layout.hpp"
#include "volume/device_mapper/patched_source.hpp"
#include "volume/device_mapper/persistent_data/array.hpp"
#include "volume/device_mapper/persistent_data/superblock.hpp"

namespace vixmount::volume::device_mapper {
namespace {

using cache_layout::Superblock;

// The bounds of a cache's block are the kernel's.
constexpr SuperblockRules kRules = {BlockKind::cache_superblock, cache_layout::kMagic, 32ULL << 10,
                                    1ULL << 30};
// So many blocks of the smallest size are 8 TiB of cache; LVM makes a million by default. Their
// dirty bits are 32 MiB.
constexpr std::uint32_t kMostCacheBlocks = 1U << 28;

// Adds to `remarks` what people should know.
void remark(const Superblock& superblock, const CacheOptions& options,
            std::vector<std::string>& remarks) {
  const auto block_size = block_size_of(superblock);
  if ((superblock.flags & cache_layout::kNeedsCheck) != 0)
    remarks.push_back("the cache's metadata asks for a check; it is read as it is");
  if ((superblock.flags & cache_layout::kCleanShutdown) == 0 &&
      options.mode != CacheMode::passthrough)
    remarks.push_back(
        "the cache was not shut down; every block in it counts as newer than the origin's");
  if (options.block_size != 0 && options.block_size != block_size)
    remarks.push_back(fmt::format("the cache has blocks of {} bytes, {} were expected", block_size,
                                  options.block_size));
}

// Which blocks of the cache hold what the origin does not.
class DirtyBlocks {
 public:
  DirtyBlocks(NodeCachePtr nodes, const Superblock& superblock, CacheMode mode)
      : nodes_(std::move(nodes)), superblock_(superblock) {
    // After a crash nobody knows which blocks are dirty. In passthrough mode none can have become
    // so.
    all_ = (superblock.flags & cache_layout::kCleanShutdown) == 0 && mode != CacheMode::passthrough;
  }

  std::vector<PatchList::Run> load(std::uint64_t size, std::uint64_t data_size) const {
    const auto bits =
        all_ || superblock_.version == 1 ? std::vector<std::uint64_t>() : load_dirty_bits();
    PatchList list;
    for_each_array_value(
        nodes_, superblock_.mapping_root, superblock_.cache_block_count,
        [&](std::uint64_t index, std::uint64_t mapping) {
          if ((mapping & cache_layout::kMappingValid) != 0 && is_dirty(bits, index, mapping))
            list.add(mapping >> cache_layout::kMappingShift, index);
        });
    return list.take_runs(block_size_of(superblock_), size, data_size);
  }

 private:
  std::vector<std::uint64_t> load_dirty_bits() const {
    std::vector<std::uint64_t> bits;
    for_each_array_value(nodes_, superblock_.dirty_root,
                         divide_rounding_up(std::uint64_t{superblock_.cache_block_count}, 64),
                         [&](std::uint64_t, std::uint64_t word) { bits.push_back(word); });
    return bits;
  }

  bool is_dirty(const std::vector<std::uint64_t>& bits, std::uint64_t index,
                std::uint64_t mapping) const {
    if (all_) return true;
    if (superblock_.version == 1) return (mapping & cache_layout::kMappingDirty) != 0;
    return (bits[index / 64] >> (index % 64) & 1) != 0;
  }

  NodeCachePtr nodes_;
  Superblock superblock_;
  bool all_ = false;
};

}  // namespace

io::SourcePtr make_cache(io::SourcePtr origin, io::SourcePtr cache_data,
                         io::SourcePtr cache_metadata, std::uint64_t size,
                         const CacheOptions& options, std::vector<std::string>& remarks) {
  return with_context("cache", [&]() -> io::SourcePtr {
    MetadataBlocks blocks(std::move(cache_metadata));
    const auto superblock = read_superblock<Superblock>(blocks, kRules);
    // Metadata that the kernel has not yet begun: nothing is in the cache.
    if (!superblock) return std::make_shared<io::SliceSource>(std::move(origin), 0, size);
    if (superblock->cache_block_count > kMostCacheBlocks)
      fail(ErrorKind::limit_exceeded, "a cache of {} blocks; {} are supported",
           superblock->cache_block_count.value(), kMostCacheBlocks);
    remark(*superblock, options, remarks);
    const DirtyBlocks dirty(std::make_shared<const NodeCache>(std::move(blocks)), *superblock,
                            options.mode);
    const auto data_size = cache_data->size();
    return std::make_shared<PatchedSource>(
        std::move(origin), std::move(cache_data), size, "cache's origin", [dirty, size, data_size] {
          return with_context("cache", [&] { return dirty.load(size, data_size); });
        });
  });
}

}  // namespace vixmount::volume::device_mapper
