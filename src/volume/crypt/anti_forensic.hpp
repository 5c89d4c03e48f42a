// The anti-forensic splitter of LUKS: a key stored blown up, so that overwriting any part of it
// destroys all of it. Source: C. Fruhwirth, LUKS On-Disk Format Specification 1.2.3, section 2.4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/secret.hpp"

namespace vixmount::volume::crypt {

// The key of which `material` holds `stripes` stripes (at least 1), each as long as the key.
// Error{damaged} where it does not hold so much, Error{unsupported} for an unknown hash.
Secret merge_stripes(std::span<const std::byte> material, std::size_t key_bytes,
                     std::uint32_t stripes, std::string_view hash);

}  // namespace vixmount::volume::crypt
