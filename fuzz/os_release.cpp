// os-release and its shell quotes.
#include "guest/linux/os_release.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vixmount;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto release = guest::linux_guest::parse_os_release(text)) {
    guest::linux_guest::parse_version(release->version_id);
    // What reaches a terminal must be printable text.
    if (!is_valid_utf8(release->pretty)) std::abort();
  }
  return 0;
}
