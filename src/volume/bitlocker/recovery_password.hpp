// Recovery passwords: 48 digits in eight groups, which Windows prints when a volume is encrypted.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/secret.hpp"

namespace vixmount::volume::bitlocker {

struct RecoveryPassword {
  enum class Form : std::uint8_t {
    other,     // not eight groups of six digits
    mistyped,  // a group is no number that Windows makes
    good,
  };
  Form form = Form::other;
  unsigned mistyped_group = 0;  // counted from 1
  Secret hash;                  // good: the 32 bytes that are stretched
};

// Hyphens and blanks between digits, and blanks and line breaks around, do not count.
RecoveryPassword parse_recovery_password(std::string_view text);

}  // namespace vixmount::volume::bitlocker
