#include "volume/bitlocker/recovery_password.hpp"

#include <array>

#include "base/text.hpp"
#include "volume/bitlocker/stretch.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kGroups = 8;
constexpr std::size_t kDigits = 6;  // of a group
// Each group is a number of 16 bits times this, which catches any one wrong digit.
constexpr std::uint32_t kFactor = 11;

}  // namespace

RecoveryPassword parse_recovery_password(std::string_view text) {
  RecoveryPassword result;
  std::array<std::uint32_t, kGroups> groups{};
  const WipedObject wiped(groups);  // they are the key
  std::size_t digits = 0;
  for (const char c : trim(text)) {
    if (c == '-' || c == ' ') continue;
    if (c < '0' || c > '9' || digits == kGroups * kDigits) return result;
    auto& group = groups[digits++ / kDigits];
    group = group * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (digits != kGroups * kDigits) return result;
  Secret key(2 * kGroups);
  for (std::size_t i = 0; i < kGroups; ++i) {
    const auto value = groups[i] / kFactor;
    if (groups[i] % kFactor != 0 || value > 0xFFFF) {
      result.form = RecoveryPassword::Form::mistyped;
      result.mistyped_group = static_cast<unsigned>(i + 1);
      return result;
    }
    key.writable_bytes()[2 * i] = static_cast<std::byte>(value & 0xFF);
    key.writable_bytes()[2 * i + 1] = static_cast<std::byte>(value >> 8);
  }
  result.form = RecoveryPassword::Form::good;
  result.hash = sha256_of_secret(key.bytes());
  return result;
}

}  // namespace vixmount::volume::bitlocker
