#include "worker/keeper/keeper.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "mount/host_mount.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {
namespace {

UniqueFd open_pidfd(pid_t process) {
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}

// SIGTERM and friends mean: clean up and end. They arrive through a descriptor, so that nothing is
// interrupted half-way.
UniqueFd block_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  return UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC));
}

}  // namespace

Keeper::Keeper(UniqueFd control, pid_t worker, pid_t library)
    : control_(std::move(control)),
      worker_(worker),
      worker_pidfd_(open_pidfd(worker)),
      library_pidfd_(open_pidfd(library)),
      signals_(block_signals()) {}

int Keeper::run() {
  // The library's pidfd matters when it forked: a child that holds a copy of the socket keeps it
  // open.
  enum : std::size_t { kControl, kWorker, kLibrary, kSignal };
  std::array<pollfd, 4> events{{{control_.fd(), POLLIN, 0},
                                {worker_pidfd_.get(), POLLIN, 0},
                                {library_pidfd_.get(), POLLIN, 0},
                                {signals_.get(), POLLIN, 0}}};
  for (bool go_on = true; go_on;) {
    if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR) break;
    if (events[kWorker].revents != 0 || events[kLibrary].revents != 0 ||
        events[kSignal].revents != 0)
      break;
    if (events[kControl].revents != 0) go_on = serve_request();
  }
  clean_up();
  return 0;
}

bool Keeper::serve_request() {
  try {
    const Packet packet = control_.receive();
    try {
      if (packet.type == KeeperMount::kType)
        make_mount(packet);
      else if (packet.type == KeeperUnmount::kType)
        remove_mount(packet);
      else
        fail(ErrorKind::internal, "request {} is unknown to the keeper", packet.type);
    } catch (const Error& error) {
      control_.send(Failure::kType, encode(Failure{error.kind(), error.message(), error.offset()}));
    }
    return true;
  } catch (const Error&) {  // the socket: the library is gone
    return false;
  }
}

void Keeper::make_mount(const Packet& packet) {
  const auto request = decode<KeeperMount>(packet.body);
  mount::HostMountOptions options;
  options.path = request.mount_point;
  options.allow_other = request.allow_other;
  options.source = request.source_name;
  if (request.make_folder && ::mkdir(request.mount_point.c_str(), 0700) != 0)
    throw Error::from_errno(errno, "making the folder " + request.mount_point);
  const Mount mount{request.mount_point, request.make_folder};
  UniqueFd fuse;
  try {
    fuse = mount::mount_fuse(options);
  } catch (const Error&) {
    forget(mount);
    throw;
  }
  mounts_.push_back(mount);
  // Our copy of the descriptor closes at the end: when the worker dies, the kernel must see the
  // last one go.
  control_.send(kResultType, encode(KeeperMount::Result{}), {fuse.get()});
}

void Keeper::remove_mount(const Packet& packet) {
  const auto request = decode<KeeperUnmount>(packet.body);
  const auto found = std::find_if(mounts_.begin(), mounts_.end(), [&](const Mount& mount) {
    return mount.mount_point == request.mount_point;
  });
  if (found == mounts_.end())
    fail(ErrorKind::not_mounted, "{} is not mounted", request.mount_point);
  // Somebody may have unmounted it by hand already.
  if (mount::is_mounted(found->mount_point))
    mount::unmount(found->mount_point,
                   request.lazy ? mount::Unmount::detached : mount::Unmount::normal);
  forget(*found);
  mounts_.erase(found);
  control_.send(kResultType, encode(KeeperUnmount::Result{}));
}

void Keeper::forget(const Mount& mount) {
  if (mount.made_folder) ::rmdir(mount.mount_point.c_str());
}

void Keeper::clean_up() {
  ::kill(worker_, SIGKILL);
  ::waitpid(worker_, nullptr, 0);
  // Innermost first. Nothing can be told to anybody here; the rest is cleaned up even when one
  // fails.
  for (auto mount = mounts_.rbegin(); mount != mounts_.rend(); ++mount) {
    try {
      if (mount::is_mounted(mount->mount_point))
        mount::unmount(mount->mount_point, mount::Unmount::detached);
    } catch (const Error&) {
      continue;
    }
    forget(*mount);
  }
  mounts_.clear();
}

}  // namespace vixmount::worker
