// vixmount-reader: the worker of a disk set of which nothing will be mounted, as most commands open
// it. It needs no keeper, since there is no mount to clean up, and no libfuse: half the time to the
// first byte went into these. Started by the command, never by hand.
#include <csignal>
#include <cstdio>

#include <sys/prctl.h>

#include "base/error.hpp"
#include "worker/engine/service.hpp"
#include "worker/keeper/keeper.hpp"

int main() {
  using namespace vixmount;
  // A caller that has died before this call has closed its end of the socket, which the first
  // receive() tells.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    worker::serve(worker::Channel(UniqueFd(worker::kRequestFd)));
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "vixmount-reader: %s\n", error.what());
    return 1;
  }
}
