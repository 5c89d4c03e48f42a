#include "fs/ext/casefold.hpp"

#include <array>
#include <cstdint>

#include <utf8proc.h>

#include "base/text.hpp"

namespace vixmount::fs::ext {
namespace {
// A name has at most 255 bytes; one code point folds and decomposes to at most 18 of them (from 2
// bytes at least).
constexpr std::size_t kMostCodePoints = 255 * 18;
}  // namespace

std::optional<std::string> casefold(std::string_view name) {
  // The library takes lone surrogates, which are no UTF-8.
  if (!is_valid_utf8(name)) return std::nullopt;
  std::array<utf8proc_int32_t, kMostCodePoints> code_points;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                      UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const auto count =
      utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                         static_cast<utf8proc_ssize_t>(name.size()), code_points.data(),
                         static_cast<utf8proc_ssize_t>(code_points.size()), options);
  if (count < 0 || static_cast<std::size_t>(count) > code_points.size()) return std::nullopt;
  std::string folded;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    append_utf8(folded, static_cast<char32_t>(code_points[i]));
  return folded;
}

}  // namespace vixmount::fs::ext
