#include "fs/btrfs/extent_range.hpp"

#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/btrfs/layout.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint8_t kInline = 0;
constexpr std::size_t kHeader = sizeof(layout::FileExtent);

}  // namespace

ExtentRange::ExtentRange(const Key& key, BytesView item, std::uint32_t sector_size)
    : item_(item), begin_(key.offset) {
  const auto raw = item.get<layout::FileExtent>(0);
  is_inline_ = raw.type == kInline;
  if (is_inline_) {
    inline_bytes_ = raw.decoded_bytes;
    const auto end = checked_add(begin_, inline_bytes_, "end of an inline extent");
    end_ = checked_add(end, sector_size - 1, "end of an inline extent") / sector_size * sector_size;
    return;
  }
  const auto place = item.get<layout::FileExtentPlace>(kHeader);
  end_ = checked_add(begin_, place.length, "end of a file's extent");
  is_hole_ = place.block == 0;
}

std::int64_t ExtentRange::allocated(std::uint64_t begin, std::uint64_t end) const noexcept {
  if (is_hole_) return 0;
  return static_cast<std::int64_t>(is_inline_ ? inline_bytes_ : end - begin);
}

std::vector<std::byte> ExtentRange::part(std::uint64_t begin, std::uint64_t end) const {
  std::vector<std::byte> out(item_.span().begin(), item_.span().end());
  auto place = item_.get<layout::FileExtentPlace>(kHeader);
  if (!is_hole_) place.offset = place.offset + (begin - begin_);
  place.length = end - begin;
  std::memcpy(out.data() + kHeader, &place, sizeof(place));
  return out;
}

}  // namespace vixmount::fs::btrfs
