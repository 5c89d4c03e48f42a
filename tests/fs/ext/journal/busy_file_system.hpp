// An ext file system mounted by the kernel, with a process that changes it without pause: copies of
// its image are the disks of a guest that was cut off at that moment. Needs root.
#pragma once

#include <string>

#include <sys/types.h>

#include "fs/ext/journal/file_changer.hpp"
#include "fs/support/loop_mount.hpp"

namespace vixmount::test {

class BusyFileSystem {
 public:
  // `image` is mounted with `options` ("noatime" is added). `seed` begins the order of changes.
  BusyFileSystem(std::string image, const std::string& options, unsigned seed);
  ~BusyFileSystem();
  BusyFileSystem(const BusyFileSystem&) = delete;
  BusyFileSystem& operator=(const BusyFileSystem&) = delete;

  // Lets the changes go on for a while, stops them, and copies the image as it is on the disk.
  // Copies until two in a row are equal: the kernel may still be writing.
  void copy_after(unsigned milliseconds, const std::string& copy);

 private:
  [[noreturn]] static void work(FileChanger& changer);

  std::string image_;
  LoopMount mount_;
  FileChanger changer_;
  pid_t worker_;
};

}  // namespace vixmount::test
