// Views of a file system that holds several trees: the subvolumes of Btrfs.
#pragma once

#include <string_view>

#include "fs/file_system.hpp"

namespace vixmount::fs {

// What mount(8) shows with these options: the subvolume that subvol= or subvolid= names. `files`
// itself without one of them, and of all other kinds. Error{not_found}.
FileSystemPtr as_mounted(const FileSystemPtr& files, std::string_view mount_options);

// Where an installed system is looked for: the root, when it has a folder "etc"; else the first
// subvolume that has one, of those that installers make ("@", "root", "@rootfs"); else `files`.
FileSystemPtr as_system_root(const FileSystemPtr& files);

}  // namespace vixmount::fs
