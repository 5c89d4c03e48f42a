#include "worker/client/mount_guard.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/error.hpp"
#include "mount/host_mount.hpp"

namespace vixmount::worker {

MountGuard::MountGuard(UniqueFd keeper_pidfd)
    : keeper_(std::move(keeper_pidfd)), stop_(::eventfd(0, EFD_CLOEXEC)) {
  // The thread inherits a full mask: the caller's signals are not for us.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  thread_ = std::thread([this] { watch(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

MountGuard::~MountGuard() {
  const std::uint64_t one = 1;
  while (::write(stop_.get(), &one, sizeof(one)) < 0 && errno == EINTR) {
  }
  thread_.join();
}

void MountGuard::add(const std::string& mount_point, bool remove_folder) {
  const std::lock_guard lock(mutex_);
  mounts_.push_back({mount_point, remove_folder});
}

void MountGuard::remove(const std::string& mount_point) {
  const std::lock_guard lock(mutex_);
  std::erase_if(mounts_, [&](const Mount& mount) { return mount.mount_point == mount_point; });
}

void MountGuard::watch() {
  std::array<pollfd, 2> events{{{keeper_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
  while (::poll(events.data(), events.size(), -1) < 0 && errno == EINTR) {
  }
  if (events[0].revents == 0) return;  // stopped in order
  const std::lock_guard lock(mutex_);
  for (auto mount = mounts_.rbegin(); mount != mounts_.rend(); ++mount) {
    try {
      if (mount::is_mounted(mount->mount_point))
        mount::unmount(mount->mount_point, mount::Unmount::detached);
      if (mount->remove_folder) ::rmdir(mount->mount_point.c_str());
    } catch (const Error&) {
      continue;  // nobody to tell; the others still want cleaning
    }
  }
  mounts_.clear();
}

}  // namespace vixmount::worker
