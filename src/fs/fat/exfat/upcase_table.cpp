#include "fs/fat/exfat/upcase_table.hpp"

#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::exfat {
namespace {

constexpr std::uint16_t kOwnCapitals = 0xFFFF;

}  // namespace

UpcasePtr parse_upcase_table(std::span<const std::byte> table) {
  if (table.size() % 2 != 0)
    fail(ErrorKind::damaged, "a table of capital letters of {} bytes", table.size());
  std::vector<le16> capitals(Upcase::kUnits);
  for (std::size_t unit = 0; unit < capitals.size(); ++unit)
    capitals[unit] = static_cast<std::uint16_t>(unit);
  const BytesView bytes(table);
  std::size_t unit = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const auto value = bytes.le16_at(at);
    // At the very end it is the last character's own.
    if (value == kOwnCapitals && at + 4 <= bytes.size()) {
      at += 2;
      unit += bytes.le16_at(at);
    } else {
      if (unit < capitals.size()) capitals[unit] = value;
      ++unit;
    }
    if (unit > capitals.size())
      fail(ErrorKind::damaged, "a table of capital letters for more than {} characters",
           capitals.size());
  }
  const auto whole = std::as_bytes(std::span(capitals));
  return Upcase::parse(io::MemorySource(std::vector<std::byte>(whole.begin(), whole.end())));
}

}  // namespace vixmount::fs::exfat
