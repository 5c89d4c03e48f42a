// Opens /dev/fuse to ordinary users for the time of a test. Needs root.
#pragma once

#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/unique_fd.hpp"

namespace vixmount::test {

// /dev/fuse with the given mode, for one test at a time: they run in parallel processes.
class DeviceMode {
 public:
  explicit DeviceMode(mode_t mode) : device_(::open("/dev/fuse", O_RDWR | O_CLOEXEC)) {
    struct stat status {};
    if (!device_ || ::flock(device_.get(), LOCK_EX) != 0 || ::fstat(device_.get(), &status) != 0)
      throw std::runtime_error("/dev/fuse cannot be locked");
    before_ = status.st_mode & 07777U;
    ::fchmod(device_.get(), mode);
  }
  ~DeviceMode() { ::fchmod(device_.get(), before_); }
  DeviceMode(const DeviceMode&) = delete;
  DeviceMode& operator=(const DeviceMode&) = delete;

 private:
  UniqueFd device_;
  mode_t before_ = 0600;
};

}  // namespace vixmount::test
