#include "fs/ext/journal/busy_file_system.hpp"

#include <csignal>
#include <cstdio>
#include <stdexcept>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vixmount::test {

BusyFileSystem::BusyFileSystem(std::string image, const std::string& options, unsigned seed)
    : image_(std::move(image)),
      mount_(image_, options.empty() ? "noatime" : "noatime," + options),
      changer_(mount_.path().string(), seed),
      worker_(::fork()) {
  if (worker_ < 0) throw std::runtime_error("fork failed");
  if (worker_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nobody behind in the mount
  work(changer_);
}

void BusyFileSystem::work(FileChanger& changer) {
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

BusyFileSystem::~BusyFileSystem() {
  ::kill(worker_, SIGKILL);
  ::waitpid(worker_, nullptr, 0);
}

void BusyFileSystem::copy_after(unsigned milliseconds, const std::string& copy) {
  ::usleep(milliseconds * 1000);
  ::kill(worker_, SIGSTOP);
  const auto command = "for try in 1 2 3 4 5 6 7 8; do cp --reflink=never '" + image_ + "' '" +
                       copy + "'; cmp -s '" + image_ + "' '" + copy +
                       "' && exit 0; sleep 0.2; done; echo the image does not come to rest; exit 1";
  run(command);
  if (::kill(worker_, SIGCONT) != 0 || ::waitpid(worker_, nullptr, WNOHANG) != 0)
    throw std::runtime_error("the changing process ended early");
}

}  // namespace vixmount::test
