// The kernel's list of mounts. Reading it never touches a mount itself, so that a mount whose
// server hangs or died cannot hang the reader.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vixmount::mount {

struct MountEntry {
  std::string path;    // where it is mounted
  std::string type;    // "fuse.vixmount", "ext4" ...
  std::string source;  // the first argument of mount(2)
  unsigned device_major = 0;
  unsigned device_minor = 0;  // of a FUSE mount: the name of its folder in /sys/fs/fuse/connections
};

// Parses the text of /proc/self/mountinfo (proc(5)); lines that are not in its form are left out.
std::vector<MountEntry> parse_mount_table(std::string_view text);

// This process's mounts, in the order they were made.
std::vector<MountEntry> read_mount_table();

// An absolute path in the form that the mount table uses: its folder resolved (symbolic links,
// "..", doubled slashes), its last component only named, never opened.
std::string mount_path_of(const std::string& path);

}  // namespace vixmount::mount
