#include "fs/support/dirty/busy_mount.hpp"

#include <csignal>
#include <stdexcept>

#include <sys/prctl.h>
#include <sys/wait.h>

#include "support/support.hpp"

namespace vixmount::test {

BusyMount::BusyMount(const CloneFolder& folder, std::vector<std::string> images)
    : images_(std::move(images)), can_clone_(folder.can_clone() && images_.size() == 1) {
  set_write_cache("write through");
}

// What is written to a loop device is in the image at once; a flush would only make us wait for the
// disk that the image lies on, which no copy looks at.
void BusyMount::set_write_cache(const char* kind) const {
  for (const auto& image : images_)
    run("for device in $(losetup -n -O NAME -j '" + image + "'); do echo '" + kind +
        "' >/sys/block/${device#/dev/}/queue/write_cache; done");
}

bool BusyMount::is_new_process() {
  const auto worker = ::fork();
  if (worker < 0) throw std::runtime_error("fork failed");
  if (worker != 0) {
    workers_.push_back(worker);
    return false;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nobody behind in the mount
  return true;
}

BusyMount::~BusyMount() {
  for (const auto worker : workers_) {
    ::kill(worker, SIGKILL);
    ::waitpid(worker, nullptr, 0);
  }
  set_write_cache("write back");
}

void BusyMount::copy_after(unsigned milliseconds, const std::vector<std::string>& copies) {
  ::usleep(milliseconds * 1000);
  if (++copies_ % 2 == 1 && can_clone_)
    clone(copies.at(0));
  else
    copy_at_rest(copies);
  for (const auto worker : workers_)
    if (::waitpid(worker, nullptr, WNOHANG) != 0)
      throw std::runtime_error("a changing process ended early");
}

void BusyMount::clone(const std::string& copy) const {
  run("cp --reflink=always '" + images_.front() + "' '" + copy + "'");
}

void BusyMount::copy_at_rest(const std::vector<std::string>& copies) {
  for (const auto worker : workers_) ::kill(worker, SIGSTOP);
  std::string copying;
  std::string comparing = "true";
  for (std::size_t i = 0; i < images_.size(); ++i) {
    const auto names = "'" + images_[i] + "' '" + copies.at(i) + "'";
    copying += "cp --reflink=auto " + names + " || exit; ";
    comparing += " && cmp -s " + names;
  }
  run("for try in 1 2 3 4 5 6 7 8; do " + copying + comparing +
      " && exit 0; sleep 0.2; done; echo the images do not come to rest; exit 1");
  for (const auto worker : workers_) ::kill(worker, SIGCONT);
}

}  // namespace vixmount::test
