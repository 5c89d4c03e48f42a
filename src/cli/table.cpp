#include "cli/table.hpp"

#include <algorithm>

#include "cli/format.hpp"

namespace vixmount::cli {
namespace {

// Columns on the screen, near enough: bytes that do not continue a UTF-8 sequence.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

}  // namespace

void Table::print(Output& out) const {
  auto rows = rows_;
  std::vector<std::size_t> widths(rows.front().size());
  for (auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = row[i].empty() ? "-" : safe_for_terminal(row[i]);
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out.write(row[i]);
      if (i + 1 < row.size()) out.write(std::string(widths[i] - width_of(row[i]) + 2, ' '));
    }
    out.write("\n");
  }
}

}  // namespace vixmount::cli
