// A mounted file system with processes that change it without pause: copies of its images are the
// disks of a guest that was cut off at that moment. Needs root.
#pragma once

#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>
#include <unistd.h>

#include "fs/support/dirty/clone_folder.hpp"

namespace vixmount::test {

class BusyMount {
 public:
  // The file system over `images`, which are in `folder`, is mounted, and unmounted after this
  // object has ended.
  BusyMount(const CloneFolder& folder, std::vector<std::string> images);
  ~BusyMount();
  BusyMount(const BusyMount&) = delete;
  BusyMount& operator=(const BusyMount&) = delete;

  // A process that calls changer.step() for ever.
  template <typename Changer>
  void start(Changer& changer) {
    if (!is_new_process()) return;
    try {
      for (;;) {
        changer.step();
        ::usleep(1000);
      }
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ::_exit(1);
    }
  }

  // Lets the changes go on for a while, then copies the images as they are: the order in which the
  // kernel wrote is that of a disk, what it did not write is missing. A copy must be a disk that
  // once was, not pieces of two moments. By turns it is
  // - cloned in an instant, in the middle of the changes, with writes under way (one image, in a
  //   folder that can clone), or
  // - made while the changes are stopped, again until the kernel wrote nothing meanwhile.
  void copy_after(unsigned milliseconds, const std::vector<std::string>& copies);

 private:
  bool is_new_process();
  void set_write_cache(const char* kind) const;
  std::optional<std::uint64_t> writes() const;
  void clone(const std::string& copy) const;
  void copy_at_rest(const std::vector<std::string>& copies);

  std::vector<std::string> images_;
  std::vector<std::string> devices_;  // names of the loop devices
  bool can_clone_;
  unsigned copies_ = 0;
  std::vector<pid_t> workers_;
};

}  // namespace vixmount::test
