// Names of plain ISO 9660, without extensions.
#pragma once

#include <string>
#include <string_view>

namespace vixmount::fs::iso9660 {

// As Linux shows them by default (map=normal): in small letters, without the version ";1" and the
// dot that stands alone in front of it. Other ";" and "/" become dots.
std::string plain_name(std::string_view identifier);

}  // namespace vixmount::fs::iso9660
