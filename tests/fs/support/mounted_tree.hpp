// Compares a fs::FileSystem with the same file system mounted by the kernel, node by node: names,
// types, inode numbers, sizes, modes, owners, link counts, times to the nanosecond, devices, link
// targets, extended attributes and every byte of content. Differences are test failures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>

#include "fs/file_system.hpp"

namespace vixmount::test {

struct Comparison {
  bool inode_numbers = true;    // NodeId is st_ino
  bool times = true;            // birth times where the kernel tells them
  bool directory_sizes = true;  // link counts and sizes of directories
  bool allocated_size = true;   // st_blocks
  bool content = true;
  bool xattrs = true;
  // Times of the kernel's from this second on are its own doing (a recovery) and not compared.
  std::int64_t times_end = std::numeric_limits<std::int64_t>::max();
};

struct ComparedCounts {
  std::size_t nodes = 0;
  std::size_t files = 0;
  std::size_t xattrs = 0;
  std::size_t content_bytes = 0;
};

// The mount must not change anything while this runs: mount with "ro,noatime".
ComparedCounts compare_with_mount(const fs::FileSystem& files, const std::filesystem::path& mounted,
                                  const Comparison& what = {});

// statfs of the mount against statistics().
void compare_statistics(const fs::FileSystem& files, const std::filesystem::path& mounted);

}  // namespace vixmount::test
