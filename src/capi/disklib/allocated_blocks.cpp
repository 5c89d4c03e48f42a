#include "capi/disklib/allocated_blocks.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>

#include <unistd.h>

#include "base/checked.hpp"

namespace vixmount::capi {
namespace {

constexpr std::uint64_t kSectorSize = VIXDISKLIB_SECTOR_SIZE;

struct Run {
  std::uint64_t length = 0;  // bytes, at least 1
  bool zeros = false;
};

// The first run of an extent in a host file, which may have holes of its own.
Run first_run_in_file(const io::Extent& extent) noexcept {
  // Positional although it is called seek: nothing of ours uses the descriptor's offset.
  const int fd = extent.file->fd();
  const auto begin = static_cast<off_t>(extent.position);
  const off_t data = ::lseek(fd, begin, SEEK_DATA);
  if (data < 0) return {.length = extent.length, .zeros = errno == ENXIO};
  const bool zeros = data > begin;
  const off_t end = zeros ? data : ::lseek(fd, begin, SEEK_HOLE);
  if (end <= begin) return {.length = extent.length, .zeros = false};
  return {.length = std::min(static_cast<std::uint64_t>(end - begin), extent.length),
          .zeros = zeros};
}

Run first_run(const io::Extent& extent, std::uint64_t chunk_bytes) noexcept {
  // Short runs are grains of a sparse disk, which are dense; not worth system calls for each.
  if (extent.kind == io::ExtentKind::data && extent.length >= chunk_bytes)
    return first_run_in_file(extent);
  return {.length = extent.length, .zeros = extent.reads_as_zero()};
}

void append(std::vector<VixDiskLibBlock>& blocks, std::uint64_t begin, std::uint64_t end) {
  if (!blocks.empty() && blocks.back().offset + blocks.back().length == begin)
    blocks.back().length = end - blocks.back().offset;
  else
    blocks.push_back({.offset = begin, .length = end - begin});
}

}  // namespace

std::vector<VixDiskLibBlock> allocated_blocks(const io::ByteSource& source, std::uint64_t start,
                                              std::uint64_t count, std::uint64_t chunk) {
  std::vector<VixDiskLibBlock> blocks;
  const std::uint64_t base = start * kSectorSize;
  const std::uint64_t length = count * kSectorSize;
  const std::uint64_t chunk_bytes = chunk * kSectorSize;
  std::uint64_t done = 0;  // bytes behind base
  while (done < length) {
    const auto run = first_run(source.map(base + done, length - done), chunk_bytes);
    if (run.zeros) {
      done += run.length;
      continue;
    }
    // Whole chunks, from the one that the run begins in to the one that it ends in.
    const auto begin = done / chunk_bytes * chunk_bytes;
    const auto end =
        std::min(divide_rounding_up(done + run.length, chunk_bytes) * chunk_bytes, length);
    append(blocks, start + begin / kSectorSize, start + end / kSectorSize);
    done = end;
  }
  return blocks;
}

VixDiskLibBlockList* to_block_list(const std::vector<VixDiskLibBlock>& blocks) {
  constexpr std::size_t kHeadBytes = offsetof(VixDiskLibBlockList, blocks);
  const auto bytes =
      std::max(sizeof(VixDiskLibBlockList), kHeadBytes + blocks.size() * sizeof(VixDiskLibBlock));
  auto* const list = static_cast<VixDiskLibBlockList*>(std::calloc(1, bytes));
  if (list == nullptr) throw std::bad_alloc();
  list->numBlocks = static_cast<uint32>(blocks.size());
  std::ranges::copy(blocks, list->blocks);
  return list;
}

}  // namespace vixmount::capi
