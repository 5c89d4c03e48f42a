// A mounted file system with processes that change it without pause: copies of its images are the
// disks of a guest that was cut off at that moment. Needs root.
#pragma once

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <sys/types.h>
#include <unistd.h>

namespace vixmount::test {

class BusyMount {
 public:
  // The file system over `images` is mounted, and unmounted after this object has ended.
  explicit BusyMount(std::vector<std::string> images) : images_(std::move(images)) {}
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

  // Lets the changes go on for a while, stops them, and copies the images as they are: the order in
  // which the kernel wrote is that of a disk, what it did not write is missing. Copies until two in
  // a row are equal, since the kernel may still be writing: pieces of two moments are no disk that
  // ever was.
  void copy_after(unsigned milliseconds, const std::vector<std::string>& copies);

 private:
  bool is_new_process();

  std::vector<std::string> images_;
  std::vector<pid_t> workers_;
};

}  // namespace vixmount::test
