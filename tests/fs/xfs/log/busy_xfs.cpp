#include "fs/xfs/log/busy_xfs.hpp"

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fs/ext/journal/file_changer.hpp"
#include "fs/xfs/log/structure_changer.hpp"

namespace vixmount::test {
namespace {

template <typename Changer>
[[noreturn]] void work(const std::string& folder, unsigned seed) {
  try {
    Changer changer(folder, seed);
    for (;;) {
      changer.step();
      ::usleep(1000);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    ::_exit(1);
  }
}

}  // namespace

BusyXfs::BusyXfs(std::string image, const std::string& options, unsigned seed)
    : image_(std::move(image)),
      mount_(image_, options.empty() ? "noatime" : "noatime," + options) {
  start<FileChanger>(mount_.path() / "files", seed);
  start<StructureChanger>(mount_.path() / "structures", seed + 1);
}

template <typename Changer>
void BusyXfs::start(const std::string& folder, unsigned seed) {
  std::filesystem::create_directory(folder);
  const auto worker = ::fork();
  if (worker < 0) throw std::runtime_error("fork failed");
  if (worker != 0) {
    workers_.push_back(worker);
    return;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that is killed leaves nobody behind in the mount
  work<Changer>(folder, seed);
}

BusyXfs::~BusyXfs() {
  for (const auto worker : workers_) {
    ::kill(worker, SIGKILL);
    ::waitpid(worker, nullptr, 0);
  }
}

void BusyXfs::copy_after(unsigned milliseconds, const std::string& copy) {
  ::usleep(milliseconds * 1000);
  for (const auto worker : workers_) ::kill(worker, SIGSTOP);
  run("for try in 1 2 3 4 5 6 7 8; do cp --reflink=never '" + image_ + "' '" + copy +
      "'; cmp -s '" + image_ + "' '" + copy +
      "' && exit 0; sleep 0.2; done; echo the image does not come to rest; exit 1");
  for (const auto worker : workers_)
    if (::kill(worker, SIGCONT) != 0 || ::waitpid(worker, nullptr, WNOHANG) != 0)
      throw std::runtime_error("a changing process ended early");
}

}  // namespace vixmount::test
