#include "capi/call.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace vixmount::capi {
namespace {

constexpr std::size_t kMostLineBytes = 1024;

// Answers that clients ask for as a matter of course, or take as success: no warnings.
bool is_common_answer(VixError code) noexcept {
  switch (code) {
    case VIX_E_BUFFER_TOOSMALL:
    case VIX_E_DISK_KEY_NOTFOUND:
    case VIX_E_MNTAPI_VOLUME_ALREADY_MOUNTED:
    case VIX_E_MNTAPI_VOLUME_NOT_MOUNTED:
    case VIX_E_MNTAPI_UNSUPPROTED_OS:
      return true;
    default:
      return false;
  }
}

}  // namespace

VixError Call::report(VixError code, std::string_view sentence) const noexcept {
  std::array<char, kMostLineBytes> line{};
  const auto length =
      std::snprintf(line.data(), line.size(), "%.*s: %.*s", static_cast<int>(name_.size()),
                    name_.data(), static_cast<int>(sentence.size()), sentence.data());
  const std::string_view text(line.data(),
                              std::min(static_cast<std::size_t>(length), line.size() - 1));
  door_.remember(code, text);
  door_.log().write(is_common_answer(code) ? kDetailLevel : kErrorLevel, text);
  return code;
}

}  // namespace vixmount::capi
