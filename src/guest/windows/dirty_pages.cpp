#include "guest/windows/dirty_pages.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::guest::windows {
namespace {

constexpr std::size_t kPageSize = 512;      // bytes, whatever the sectors of the disk
constexpr std::size_t kMostClustering = 8;  // sectors of 4096 bytes

std::size_t sector_size(const layout::BaseBlock& base) {
  const std::size_t factor = base.clustering_factor;
  if (factor == 0 || factor > kMostClustering)
    fail(ErrorKind::damaged, "the log has sectors of {} times 512 bytes", factor);
  return factor * layout::kSectorSize;
}

bool is_set(std::span<const std::byte> bitmap, std::size_t bit) {
  return (std::to_integer<unsigned>(bitmap[bit / 8]) >> (bit % 8) & 1U) != 0;
}

std::uint64_t count_set(std::span<const std::byte> bitmap) {
  std::uint64_t count = 0;
  for (const auto byte : bitmap)
    count += static_cast<unsigned>(std::popcount(std::to_integer<unsigned char>(byte)));
  return count;
}

}  // namespace

void apply_dirty_pages(const io::ByteSource& log, const layout::BaseBlock& base, HiveMemory& hive) {
  const std::size_t bins_size = base.bins_size;
  if (bins_size % layout::kBinUnit != 0 || bins_size > kLargestHive - layout::kBinsOffset)
    fail(ErrorKind::damaged, "the log is of a hive with bins of {} bytes", bins_size);
  const auto sector = sector_size(base);
  const std::size_t bitmap_size = bins_size / kPageSize / 8;
  const auto vector_size = layout::kDirtySignature.size() + bitmap_size;
  if (!fits(sector, vector_size, log.size()))
    fail_at(sector, "the log ends inside its bitmap of {} bytes", bitmap_size);
  const auto bytes = io::read_bytes(log, sector, vector_size);
  if (BytesView(bytes).get<std::array<char, 4>>(0) != layout::kDirtySignature)
    fail_at(sector, "the log has no bitmap of pages");
  const auto bitmap = std::span(bytes).subspan(layout::kDirtySignature.size());

  auto position = sector + divide_rounding_up(vector_size, sector) * sector;
  const auto pages = count_set(bitmap);
  if (!fits(position, pages * kPageSize, log.size()))
    fail_at(position, "the log ends before its {} pages", pages);
  hive.resize(std::max(hive.bytes().size(), layout::kBinsOffset + bins_size));
  for (std::size_t page = 0; page < bitmap.size() * 8; ++page) {
    if (!is_set(bitmap, page)) continue;
    log.read(position, hive.bytes().subspan(layout::kBinsOffset + page * kPageSize, kPageSize));
    position += kPageSize;
  }
}

}  // namespace vixmount::guest::windows
