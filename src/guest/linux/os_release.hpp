// The os-release file: shell-like assignments that name the system (freedesktop.org,
// os-release(5)).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vixmount::guest::linux_guest {

// Assignments by name; of two to one name the later counts, as in a shell. Values are unquoted and
// printable. Lines that are none are skipped. At most 1024 assignments and 4 KiB a value are taken.
std::map<std::string, std::string, std::less<>> parse_assignments(std::string_view text);

// What a file tells of the system. Empty: it does not.
struct OsRelease {
  std::string id;       // "debian"
  std::string name;     // "Debian GNU/Linux"
  std::string pretty;   // "Debian GNU/Linux 12 (bookworm)"
  std::string version;  // "12 (bookworm)"
  std::string version_id;
  std::string edition;  // os-release's VARIANT
  std::string vendor;   // os-release's VENDOR_NAME
};

// Nothing when the text has neither ID nor NAME.
std::optional<OsRelease> parse_os_release(std::string_view text);

struct VersionNumber {
  std::uint32_t major = 0;
  std::optional<std::uint32_t> minor;
  friend bool operator==(const VersionNumber&, const VersionNumber&) = default;
};

// "22.04" is 22 and 4, "15-SP7" is 15; nothing when the text does not begin with a digit.
std::optional<VersionNumber> parse_version(std::string_view text);

}  // namespace vixmount::guest::linux_guest
