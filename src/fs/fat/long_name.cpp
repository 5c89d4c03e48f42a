#include "fs/fat/long_name.hpp"

#include <algorithm>

#include "fs/fat/short_name.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::fat {

void LongNameParts::add(const layout::LongNameEntry& part, std::uint32_t slot) {
  unsigned order = part.order;
  if ((order & layout::kLastPart) != 0) {
    order &= ~unsigned{layout::kLastPart};
    part_count_ = order;
    next_order_ = order;
    checksum_ = part.checksum;
    first_slot_ = slot;
  }
  if (order == 0 || order > layout::kMostParts || order != next_order_ ||
      part.checksum != checksum_) {
    forget();
    return;
  }
  auto* out = units_.data() + (order - 1) * layout::kUnitsPerPart;
  out = std::copy(part.units_1.begin(), part.units_1.end(), out);
  out = std::copy(part.units_2.begin(), part.units_2.end(), out);
  std::copy(part.units_3.begin(), part.units_3.end(), out);
  next_order_ = order - 1;
}

std::optional<LongNameParts::Name> LongNameParts::take(const layout::DirectoryEntry& entry) {
  const bool whole = next_order_ == 0 && checksum_ == short_name_checksum(entry);
  forget();
  if (!whole) return std::nullopt;
  const auto* const begin = units_.data();
  const auto* const end = begin + part_count_ * layout::kUnitsPerPart;
  Name name{std::u16string(begin, std::find(begin, end, u'\0')), first_slot_};
  if (name.units.empty() || name.units.size() > kLongestUtf16Name) return std::nullopt;
  return name;
}

}  // namespace vixmount::fs::fat
