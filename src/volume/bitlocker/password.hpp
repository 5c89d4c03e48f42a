// Passwords that people choose for a volume.
#pragma once

#include <optional>
#include <string_view>

#include "base/secret.hpp"

namespace vixmount::volume::bitlocker {

// The 32 bytes that are stretched: SHA-256 twice, of the password in UTF-16. Nothing when `text` is
// no UTF-8.
std::optional<Secret> password_hash(std::string_view text);

}  // namespace vixmount::volume::bitlocker
