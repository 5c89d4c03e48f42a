// The files in which distributions named themselves before os-release.
#pragma once

#include <optional>

#include "guest/guest_file.hpp"
#include "guest/linux/os_release.hpp"

namespace vixmount::guest::linux_guest {

// The first that is there, the particular before the general ones that others carry as well.
std::optional<OsRelease> read_release_files(const GuestFiles& files);

// A more exact version from the distribution's own file ("12.5" of /etc/debian_version, "7.9" of
// /etc/centos-release), where os-release has a number without a minor one. Nothing when there is
// none of the same major number.
std::optional<VersionNumber> refine_version(const GuestFiles& files, const VersionNumber& known);

}  // namespace vixmount::guest::linux_guest
