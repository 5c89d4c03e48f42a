#include "guest/linux/host_identity.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "guest/linux/os_release.hpp"

namespace vixmount::guest::linux_guest {
namespace {

constexpr std::size_t kLongestHostname = 255;  // bytes, as DNS allows

std::string bare_hostname(std::string_view text) {
  for (auto line : lines_of(text)) {
    line = trim(line);
    if (!line.empty() && !line.starts_with('#')) return printable(line, kLongestHostname);
  }
  return {};
}

std::string assigned_hostname(std::string_view text, std::string_view name) {
  const auto values = parse_assignments(text);
  const auto found = values.find(name);
  return found == values.end() ? std::string() : printable(found->second, kLongestHostname);
}

}  // namespace

std::string read_hostname(const GuestFiles& files) {
  for (const std::string_view path : {"/etc/hostname", "/etc/HOSTNAME"})  // SUSE the second
    if (const auto text = files.text(path))
      if (auto name = bare_hostname(*text); !name.empty()) return name;
  if (const auto text = files.text("/etc/sysconfig/network"))  // Red Hat up to 6
    if (auto name = assigned_hostname(*text, "HOSTNAME"); !name.empty()) return name;
  if (const auto text = files.text("/etc/conf.d/hostname"))  // Gentoo
    return assigned_hostname(*text, "hostname");
  return {};
}

std::string read_machine_id(const GuestFiles& files) {
  for (const std::string_view path : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
    const auto text = files.text(path);
    if (!text) continue;
    auto id = to_lower_ascii(trim(*text));
    if (id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos) return id;
  }
  return {};
}

std::string find_package_format(const GuestFiles& files) {
  struct Database {
    std::string_view path;
    std::string_view format;
  };
  constexpr std::array<Database, 13> kDatabases = {{
      {"/var/lib/dpkg/status", "deb"},
      {"/var/lib/rpm", "rpm"},
      {"/usr/lib/sysimage/rpm", "rpm"},
      {"/usr/share/rpm", "rpm"},
      {"/lib/apk/db", "apk"},
      {"/usr/lib/apk/db", "apk"},
      {"/var/lib/pacman", "pacman"},
      {"/var/db/pkg", "ebuild"},
      {"/var/db/xbps", "xbps"},
      {"/usr/lib/opkg", "opkg"},
      {"/nix/store", "nix"},
      {"/var/lib/pkgtools", "txz"},
      {"/var/log/packages", "txz"},
  }};
  const auto found = std::find_if(kDatabases.begin(), kDatabases.end(),
                                  [&](const Database& entry) { return files.exists(entry.path); });
  return found == kDatabases.end() ? std::string() : std::string(found->format);
}

}  // namespace vixmount::guest::linux_guest
