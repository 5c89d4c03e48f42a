#include "volume/device_mapper/writecache.hpp"

#include <algorithm>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "io/sources.hpp"
#include "volume/device_mapper/patched_source.hpp"
#include "volume/device_mapper/writecache_layout.hpp"

namespace vixmount::volume::device_mapper {
namespace {

namespace layout = writecache_layout;

struct Geometry {
  bool is_new = false;
  std::uint64_t block_size = 0;  // bytes
  std::uint64_t block_count = 0;
  std::uint64_t data_begin = 0;  // bytes, in the cache
  std::uint64_t sequence = 0;
};

Geometry read_superblock(const io::ByteSource& cache) {
  if (cache.size() < sizeof(layout::Superblock))
    fail_at(0, "a cache of {} bytes is too small", cache.size());
  const auto bytes = io::read_bytes(cache, 0, sizeof(layout::Superblock));
  const auto raw = BytesView(bytes).get<layout::Superblock>(0);
  if (raw.magic == 0 && raw.version == 0) return {true};
  if (raw.magic != layout::kMagic)
    fail_at(0, "the cache's magic number is {:#010x}", raw.magic.value());
  if (raw.version != layout::kVersion)
    fail(ErrorKind::unsupported_version, "a cache of version {}; 1 is known", raw.version.value());
  Geometry result{false, raw.block_size, raw.block_count, 0, raw.sequence};
  // The kernel's own bounds: a sector to a page, which is at most 64 KiB.
  if (!is_power_of_two(result.block_size) || result.block_size < layout::kSectorSize ||
      result.block_size > 64 * 1024)
    fail_at(offsetof(layout::Superblock, block_size), "a cache with blocks of {} bytes",
            result.block_size);
  if (result.block_count > cache.size() / result.block_size)
    fail_at(offsetof(layout::Superblock, block_count), "a cache of {} blocks in {} bytes",
            result.block_count, cache.size());
  const auto entries_end = sizeof(layout::Superblock) + result.block_count * sizeof(layout::Entry);
  result.data_begin = divide_rounding_up(entries_end, result.block_size) * result.block_size;
  if (!fits(result.data_begin, result.block_count * result.block_size, cache.size()))
    fail_at(offsetof(layout::Superblock, block_count), "a cache of {} blocks in {} bytes",
            result.block_count, cache.size());
  return result;
}

struct Written {
  std::uint64_t block;  // of the origin
  std::uint64_t sequence;
  std::uint64_t place;  // block of the cache
};

// The committed entries of the cache in any order.
std::vector<Written> read_entries(const io::ByteSource& cache, const Geometry& geometry) {
  constexpr std::uint64_t kEntriesAtOnce = 64 * 1024;
  const auto sectors_in_block = geometry.block_size / layout::kSectorSize;
  std::vector<Written> result;
  for (std::uint64_t first = 0; first < geometry.block_count; first += kEntriesAtOnce) {
    const auto count = std::min(kEntriesAtOnce, geometry.block_count - first);
    const auto offset = sizeof(layout::Superblock) + first * sizeof(layout::Entry);
    const auto bytes = io::read_bytes(cache, offset, count * sizeof(layout::Entry));
    const BytesView view(bytes, offset);
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto entry = view.get<layout::Entry>(i * sizeof(layout::Entry));
      // Free, or written when the commit of its sequence had not happened yet.
      if (entry.sequence == layout::kFree || entry.sequence >= geometry.sequence) continue;
      if (entry.original_sector % sectors_in_block != 0)
        fail_at(offset + i * sizeof(layout::Entry), "block {} of the cache is for sector {}",
                first + i, entry.original_sector.value());
      if (result.size() == PatchList::kMostBlocks)
        fail(ErrorKind::limit_exceeded, "more than {} blocks are in the cache",
             PatchList::kMostBlocks);
      result.push_back({entry.original_sector / sectors_in_block, entry.sequence, first + i});
    }
  }
  return result;
}

// Of the entries for the same block the one that was written last counts.
std::vector<PatchList::Run> load_blocks(const io::ByteSource& cache, const Geometry& geometry,
                                        std::uint64_t size) {
  auto written = read_entries(cache, geometry);
  std::sort(written.begin(), written.end(), [](const Written& a, const Written& b) {
    return a.block != b.block ? a.block < b.block : a.sequence < b.sequence;
  });
  PatchList list;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto& entry = written[i];
    if (i + 1 == written.size() || written[i + 1].block != entry.block) {
      list.add(entry.block, entry.place);
    } else if (written[i + 1].sequence == entry.sequence) {
      fail_at(sizeof(layout::Superblock) + entry.place * sizeof(layout::Entry),
              "blocks {} and {} of the cache are both for sector {} with sequence {}", entry.place,
              written[i + 1].place, entry.block * (geometry.block_size / layout::kSectorSize),
              entry.sequence);
    }
  }
  written = {};
  return list.take_runs(geometry.block_size, size, geometry.block_count * geometry.block_size);
}

}  // namespace

io::SourcePtr make_writecache(io::SourcePtr origin, io::SourcePtr cache, std::uint64_t size) {
  return with_context("writecache", [&]() -> io::SourcePtr {
    const auto geometry = read_superblock(*cache);
    if (geometry.is_new) return std::make_shared<io::SliceSource>(std::move(origin), 0, size);
    auto blocks = std::make_shared<io::SliceSource>(cache, geometry.data_begin,
                                                    geometry.block_count * geometry.block_size);
    return std::make_shared<PatchedSource>(
        std::move(origin), std::move(blocks), size, "writecache's origin", [cache, geometry, size] {
          return with_context("writecache", [&] { return load_blocks(*cache, geometry, size); });
        });
  });
}

}  // namespace vixmount::volume::device_mapper
