// An XFS mounted by the kernel, with processes that change it without pause: copies of its image are
// the disks of a guest that was cut off at that moment. Needs root.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "fs/support/loop_mount.hpp"

namespace vixmount::test {

class BusyXfs {
 public:
  // `image` is mounted with `options` ("noatime" is added). `seed` begins the order of changes.
  BusyXfs(std::string image, const std::string& options, unsigned seed);
  ~BusyXfs();
  BusyXfs(const BusyXfs&) = delete;
  BusyXfs& operator=(const BusyXfs&) = delete;

  // Lets the changes go on for a while, stops them, and copies the image as it is on the disk.
  // Copies until two in a row are equal: the kernel may still be writing.
  void copy_after(unsigned milliseconds, const std::string& copy);

 private:
  template <typename Changer>
  void start(const std::string& folder, unsigned seed);

  std::string image_;
  LoopMount mount_;
  std::vector<pid_t> workers_;
};

}  // namespace vixmount::test
