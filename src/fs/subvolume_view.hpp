// Views of a file system that holds several trees: the subvolumes of Btrfs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::fs {

struct SubvolumeEntry {
  std::uint64_t id = 0;
  std::string path;  // from the top one, without a slash in front; of the top one itself: "/"
  bool is_default = false;
  bool is_read_only = false;
};

// All subvolumes that can be reached by a path, the top one first, then by path; at most
// kMostSubvolumes. None for a file system of a kind without subvolumes.
inline constexpr std::size_t kMostSubvolumes = 16384;  // snapper keeps some hundred
std::vector<SubvolumeEntry> list_subvolumes(const FileSystemPtr& files);

// The view whose root is the subvolume that people name: by its path from the top one
// ("@/.snapshots/1/snapshot"; "/" is the top one) or by its number ("id:256"). Error{not_found}
// names those that are near, Error{invalid_argument} when there are no subvolumes.
FileSystemPtr open_subvolume(const FileSystemPtr& files, std::string_view name);

// What mount(8) shows with these options: the subvolume that subvol= or subvolid= names. `files`
// itself without one of them, and of all other kinds. Error{not_found}.
FileSystemPtr as_mounted(const FileSystemPtr& files, std::string_view mount_options);

// Where an installed system is looked for: the root, when it has a folder "etc"; else the first
// subvolume that has one, of those that installers make ("@", "root", "@rootfs"); else `files`.
FileSystemPtr as_system_root(const FileSystemPtr& files);

}  // namespace vixmount::fs
