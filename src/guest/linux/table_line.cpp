#include "guest/linux/table_line.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace vixmount::guest::linux_guest {
namespace {

bool is_octal(char c) noexcept { return c >= '0' && c <= '7'; }

// "\040" is a blank, "\134" a back slash.
std::string unescape(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool escape = field[i] == '\\' && i + 3 < field.size() && is_octal(field[i + 1]) &&
                        is_octal(field[i + 2]) && is_octal(field[i + 3]);
    if (!escape) {
      out.push_back(field[i]);
      continue;
    }
    const int value = (field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 + (field[i + 3] - '0');
    if (value != 0 && value < 256) out.push_back(static_cast<char>(value));
    i += 3;
  }
  return out;
}

std::string_view next_field(std::string_view& line) {
  constexpr std::string_view kBlanks = " \t";
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const auto field = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(field.size());
  return field;
}

}  // namespace

std::vector<std::string> fields_of_line(std::string_view line, std::size_t most) {
  std::vector<std::string> fields;
  line = trim(line);
  if (line.starts_with('#')) return fields;
  while (fields.size() < most) {
    const auto field = next_field(line);
    if (field.empty()) break;
    fields.push_back(unescape(field));
  }
  return fields;
}

}  // namespace vixmount::guest::linux_guest
