#include "fs/fat/short_name.hpp"

#include <span>

namespace vixmount::fs::fat {
namespace {

constexpr std::size_t kBaseBytes = 8;

void append_part(std::span<const std::uint8_t> part, bool lower_case, const CodePage& code_page,
                 std::u16string& out) {
  auto size = part.size();
  while (size > 0 && part[size - 1] == ' ') --size;
  for (const auto byte : part.first(size))
    out.push_back(lower_case ? code_page.lower_case(byte) : code_page.unit(byte));
}

}  // namespace

std::u16string short_name_of(const layout::DirectoryEntry& entry, const CodePage& code_page) {
  auto name = entry.name;
  if (name[0] == layout::kStandsForE5) name[0] = layout::kDeleted;
  const std::span<const std::uint8_t> bytes(name);
  std::u16string out;
  append_part(bytes.first(kBaseBytes), (entry.case_flags & layout::kBaseIsLowerCase) != 0,
              code_page, out);
  const auto base_size = out.size();
  out.push_back(u'.');
  append_part(bytes.subspan(kBaseBytes), (entry.case_flags & layout::kExtensionIsLowerCase) != 0,
              code_page, out);
  if (out.size() == base_size + 1) out.pop_back();
  return out;
}

std::uint8_t short_name_checksum(const layout::DirectoryEntry& entry) noexcept {
  unsigned sum = 0;
  for (const auto byte : entry.name) sum = ((sum >> 1 | sum << 7) + byte) & 0xFF;
  return static_cast<std::uint8_t>(sum);
}

}  // namespace vixmount::fs::fat
