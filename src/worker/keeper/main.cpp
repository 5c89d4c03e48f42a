// vixmount-worker: started by the library for each disk set, never by hand (vixmount-reader is for
// sets of which nothing will be mounted). Splits into the keeper
// (this process) and the worker (its child, locked down before it is sent the first descriptor of a
// disk).
#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>

#include <sys/prctl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "worker/keeper/keeper.hpp"
#include "worker/serving/mount_requests.hpp"

namespace {

using namespace vixmount;

int run_worker(pid_t keeper) {
  // If the keeper has died before the request to die with it was made, nobody will ever tell us.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != keeper) return 1;
  ::prctl(PR_SET_NAME, "vixmount-disks");
  ::close(worker::kControlFd);
  try {
    worker::serve(worker::Channel(UniqueFd(worker::kRequestFd)),
                  std::make_unique<worker::MountRequests>());
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "vixmount-worker: %s\n", error.what());
    return 1;
  }
}

}  // namespace

int main() {
  const pid_t library = ::getppid();
  const pid_t keeper = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) {
    std::perror("vixmount-worker: fork");
    return 1;
  }
  if (child == 0) return run_worker(keeper);
  ::close(worker::kRequestFd);
  return worker::Keeper(UniqueFd(worker::kControlFd), child, library).run();
}
