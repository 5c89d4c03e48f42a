// Disks of Windows guests, made by make_windows_disks.sh; only read.
#pragma once

#include <string>

#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {

// True when what the script needs is here.
inline bool can_make_windows_disks() {
  for (const auto* program : {"mkntfs", "ntfs-3g", "hivexregedit", "sfdisk", "mke2fs", "python3"})
    if (!have_program(program)) return false;
  return ::geteuid() == 0 && ::access("/dev/fuse", R_OK | W_OK) == 0;
}
#define VIXMOUNT_REQUIRE_WINDOWS_DISKS()           \
  if (!::vixmount::test::can_make_windows_disks()) \
  GTEST_SKIP() << "needs root, /dev/fuse, ntfs-3g, hivexregedit, sfdisk, mke2fs and python3"

// `name`: "mbr.raw", "dual.raw", "data.raw".
inline std::string windows_disk(const std::string& name) {
  return (made_once("windows-disks",
                    "'" VIXMOUNT_SOURCE_DIR "/tests/support/make_windows_disks.sh' .",
                    {"tests/support/make_windows_disks.sh", "scripts/make_windows_hives.py",
                     "tests/guest/windows/make_links.py"}) /
          name)
      .string();
}

}  // namespace vixmount::test
