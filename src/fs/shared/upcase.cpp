#include "fs/shared/upcase.hpp"

#include <algorithm>
#include <span>

#include "base/error.hpp"
#include "fs/shared/default_upcase.hpp"

namespace vixmount::fs {
namespace {

// A table that passes this was not overwritten with something else; whether other letters are right
// cannot be known.
bool ascii_is_right(const std::vector<char16_t>& table) noexcept {
  for (std::size_t unit = 0; unit < 0x80; ++unit) {
    const bool small = unit >= u'a' && unit <= u'z';
    if (table[unit] != unit - (small ? 0x20 : 0)) return false;
  }
  return true;
}

}  // namespace

std::shared_ptr<const Upcase> Upcase::parse(const io::ByteSource& content) {
  if (content.size() != kBytes)
    fail(ErrorKind::damaged, "$UpCase has {} bytes instead of {}", content.size(), kBytes);
  const auto bytes = io::read_bytes(content, 0, kBytes);
  const Utf16View units{std::span(bytes)};
  std::vector<char16_t> table(kUnits);
  for (std::size_t unit = 0; unit < kUnits; ++unit) table[unit] = units[unit];
  if (!ascii_is_right(table))
    fail(ErrorKind::damaged, "$UpCase does not lead ASCII letters to their capitals");
  return std::shared_ptr<const Upcase>(new Upcase(std::move(table)));
}

std::shared_ptr<const Upcase> Upcase::standard() {
  return std::shared_ptr<const Upcase>(new Upcase(default_upcase_table()));
}

std::u16string Upcase::capitals(Utf16View name) const {
  std::u16string out(name.size(), u'\0');
  for (std::size_t i = 0; i < name.size(); ++i) out[i] = table_[name[i]];
  return out;
}

int Upcase::compare_ignoring_case(Utf16View a, Utf16View b) const noexcept {
  const auto common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto left = table_[a[i]];
    const auto right = table_[b[i]];
    if (left != right) return left < right ? -1 : 1;
  }
  if (a.size() == b.size()) return 0;
  return a.size() < b.size() ? -1 : 1;
}

int Upcase::compare(Utf16View a, Utf16View b) const noexcept {
  const auto ignoring_case = compare_ignoring_case(a, b);
  if (ignoring_case != 0) return ignoring_case;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

}  // namespace vixmount::fs
