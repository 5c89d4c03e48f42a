#include "capi/error_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iterator>
#include <mutex>
#include <type_traits>

#include "capi/error_text_table.hpp"

namespace vixmount::capi {
namespace {

static_assert(std::ranges::adjacent_find(kErrorTexts, std::ranges::greater_equal{},
                                         &ErrorText::code) == std::end(kErrorTexts),
              "binary search needs strictly ascending codes");

// Room for one general text per 16-bit code. Zero pages: what is not asked for takes no memory.
// Callers may keep a text for ever, from many threads, so neither a thread's buffer nor one that
// is used again would do.
constexpr std::size_t kCodeCount = 65536;
constexpr std::size_t kGeneralTextSize = sizeof("Unknown error 65535.");
constinit char general_texts[kCodeCount][kGeneralTextSize] = {};
constinit std::mutex general_texts_mutex;

// Clients call in while the process ends, after destructors of statics have run.
static_assert(std::is_trivially_destructible_v<std::mutex>);

const char* general_text(std::uint16_t code) noexcept {
  const std::scoped_lock lock(general_texts_mutex);
  char* const text = general_texts[code];
  if (text[0] == '\0') std::snprintf(text, kGeneralTextSize, "Unknown error %d.", int{code});
  return text;
}

}  // namespace

const char* error_text(VixError error) noexcept {
  const auto code = static_cast<std::uint16_t>(VIX_ERROR_CODE(error));
  const auto* const found = std::ranges::lower_bound(kErrorTexts, code, {}, &ErrorText::code);
  if (found != std::end(kErrorTexts) && found->code == code) return found->text;
  return general_text(code);
}

}  // namespace vixmount::capi
