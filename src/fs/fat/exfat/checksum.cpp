#include "fs/fat/exfat/checksum.hpp"

#include <bit>

#include "fs/fat/exfat/layout.hpp"

namespace vixmount::fs::exfat {
namespace {

template <typename Sum>
Sum add(Sum sum, std::byte byte) noexcept {
  return static_cast<Sum>(std::rotr(sum, 1) + std::to_integer<Sum>(byte));
}

}  // namespace

std::uint32_t boot_checksum(std::span<const std::byte> sectors) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    if (i == layout::kFlagsOffset || i == layout::kFlagsOffset + 1 || i == layout::kPercentOffset)
      continue;
    sum = add(sum, sectors[i]);
  }
  return sum;
}

std::uint32_t table_checksum(std::span<const std::byte> table) noexcept {
  std::uint32_t sum = 0;
  for (const auto byte : table) sum = add(sum, byte);
  return sum;
}

std::uint16_t add_entry_to_checksum(std::uint16_t sum, std::span<const std::byte> entry,
                                    bool is_first) noexcept {
  constexpr std::size_t kField = offsetof(layout::FileEntry, set_checksum);
  for (std::size_t i = 0; i < entry.size(); ++i)
    if (!is_first || (i != kField && i != kField + 1)) sum = add(sum, entry[i]);
  return sum;
}

}  // namespace vixmount::fs::exfat
