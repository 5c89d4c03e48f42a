#include "fs/iso9660/system_use.hpp"

#include <optional>

#include "base/error.hpp"
#include "fs/iso9660/layout.hpp"

namespace vixmount::fs::iso9660 {
namespace {

// The next entry of `area`, which loses it; nothing at the area's end.
std::optional<SystemUseEntry> take_entry(BytesView& area, SystemUse use) {
  constexpr auto kHeader = sizeof(layout::SystemUseHeader);
  // Makers pad with zeros; what is shorter than a header is to be passed over (SUSP 4).
  if (area.size() < kHeader || area.u8(0) == 0) return std::nullopt;
  const std::size_t length = area.u8(offsetof(layout::SystemUseHeader, length));
  if (length < kHeader || length > area.size()) {
    if (use == SystemUse::guessed) return std::nullopt;
    fail_at(area.origin(), "a system use entry of {} bytes in an area of {}", length, area.size());
  }
  const SystemUseEntry out{area.text(0, 2), area.sub(kHeader, length - kHeader)};
  area = area.from(length);
  if (out.signature == "ST") return std::nullopt;
  return out;
}

ByteRange place_of(const layout::Continuation& continuation, std::uint32_t block_size,
                   std::uint64_t named_at) {
  const std::uint32_t length = continuation.length.little;
  if (length > kMostContinuationBytes)
    fail_at(named_at, "a continuation of the system use area has {} bytes", length);
  const auto begin = std::uint64_t{continuation.block.little} * block_size +
                     std::uint32_t{continuation.offset.little};
  return {begin, begin + length};
}

}  // namespace

void for_each_system_use_entry(const MetadataCache& cache, std::uint32_t block_size, BytesView area,
                               SystemUse use,
                               const std::function<void(const SystemUseEntry&)>& visit) {
  MetadataCursor cursor(cache);
  for (unsigned areas = 0;; ++areas) {
    std::optional<ByteRange> next;
    while (const auto entry = take_entry(area, use)) {
      if (entry->signature == "CE") {
        next = place_of(entry->content.get<layout::Continuation>(0), block_size,
                        entry->content.origin());
      } else {
        visit(*entry);
      }
    }
    if (!next || next->empty()) return;
    if (areas == kMostContinuations)
      fail_at(next->begin, "the system use area goes on more than {} times", kMostContinuations);
    area = cursor.view(next->begin, next->length());
  }
}

}  // namespace vixmount::fs::iso9660
