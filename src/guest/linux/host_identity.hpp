// What a Linux guest calls itself on the network, its machine id, and how its packages come.
#pragma once

#include <string>

#include "guest/guest_file.hpp"

namespace vixmount::guest::linux_guest {

// All answer "" when the guest does not tell.
std::string read_hostname(const GuestFiles& files);
// 32 hexadecimal digits (machine-id(5)).
std::string read_machine_id(const GuestFiles& files);
// "deb", "rpm", "apk", "pacman", "ebuild", "xbps", "opkg", "nix", "txz".
std::string find_package_format(const GuestFiles& files);

}  // namespace vixmount::guest::linux_guest
