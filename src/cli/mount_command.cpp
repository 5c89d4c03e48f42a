#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <functional>

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unique_fd.hpp"
#include "cli/background.hpp"
#include "cli/commands.hpp"
#include "cli/format.hpp"
#include "cli/guest_path.hpp"
#include "cli/messages.hpp"
#include "cli/mount_plan.hpp"
#include "cli/stop_signal.hpp"
#include "mount/host_mount.hpp"

namespace vixmount::cli {
namespace {

std::string absolute_folder(const std::string& path) {
  std::array<char, PATH_MAX> resolved{};
  if (::realpath(path.c_str(), resolved.data()) == nullptr)
    throw Error::from_errno(errno, "the mount point " + path);
  return resolved.data();
}

// The mounts of one command, as long as they live.
class Mounts {
 public:
  Mounts(Session& session, const MountCommandOptions& options, std::string folder)
      : session_(session), options_(options), folder_(std::move(folder)) {}
  ~Mounts() { end(); }
  Mounts(const Mounts&) = delete;
  Mounts& operator=(const Mounts&) = delete;

  // The outermost must succeed; an inner one that fails is a remark.
  void make(const MountPlan& plan, Output& out, Output& err) {
    for (const auto& planned : plan.mounts) {
      try {
        mount(planned, out);
      } catch (const Error& error) {
        if (planned.place.empty() || error.kind() == ErrorKind::worker_lost) throw;
        err.print("vixmount: /{} (volume {}) is not mounted: {}\n",
                  safe_for_terminal(planned.place), planned.volume,
                  safe_for_terminal(error.message()));
      }
    }
    for (const auto& remark : plan.remarks) err.print("vixmount: {}\n", safe_for_terminal(remark));
  }

  // Until a signal comes, somebody unmounts the folder, or the worker is lost.
  void wait(const StopSignal& stop) const {
    // Polling this file tells of changes of the mount table (proc(5)).
    const UniqueFd table(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
    const UniqueFd events(::epoll_create1(EPOLL_CLOEXEC));
    if (!table || !events) throw Error::from_errno(errno, "watching the mount table");
    watch(events.get(), table.get(), EPOLLPRI | EPOLLERR);
    watch(events.get(), stop.fd(), EPOLLIN);
    while (!stop.requested() && mount::is_mounted(folder_)) {
      if (session_.wait_for_end(events.get())) {
        if (!mount::is_mounted(folder_)) break;
        fail(ErrorKind::worker_lost, "the worker process ended while {} was mounted", folder_);
      }
      std::array<epoll_event, 2> seen{};
      ::epoll_wait(events.get(), seen.data(), static_cast<int>(seen.size()), 0);
    }
  }

 private:
  static void watch(int events, int fd, std::uint32_t what) {
    epoll_event event{};
    event.events = what;
    if (::epoll_ctl(events, EPOLL_CTL_ADD, fd, &event) != 0)
      throw Error::from_errno(errno, "watching the mount");
  }

  void mount(const PlannedMount& planned, Output& out) {
    worker::MountOptions options;
    options.mount_point = join_guest_path(folder_, planned.place);
    options.allow_other = options_.allow_other;
    options.serve.owner = options_.owner;
    options.serve.group = options_.group;
    if (!planned.place.empty()) require_real_folder(options.mount_point);
    session_.mount(planned.volume, options);
    mounted_.push_back(planned.volume);
    out.print("volume {} is mounted at {}\n", planned.volume,
              safe_for_terminal(options.mount_point));
  }

  // The guest's own link at that place (/boot -> /etc) must not take the mount elsewhere.
  static void require_real_folder(const std::string& path) {
    std::array<char, PATH_MAX> resolved{};
    if (::realpath(path.c_str(), resolved.data()) == nullptr)
      throw Error::from_errno(errno, "its folder");
    if (path != resolved.data())
      fail(ErrorKind::access_denied, "its folder is reached through a symbolic link");
  }

  // Innermost first. What somebody unmounted already is no fault.
  void end() noexcept {
    for (auto volume = mounted_.rbegin(); volume != mounted_.rend(); ++volume) {
      try {
        session_.dismount(*volume, true);
      } catch (const Error&) {
        continue;  // the set's end takes away what is left
      }
    }
  }

  Session& session_;
  const MountCommandOptions& options_;
  std::string folder_;
  std::vector<std::uint32_t> mounted_;  // in the order of mounting
};

void mount_until_stopped(Context& context, Output& out, Output& err,
                         const std::function<void()>& ready) {
  const auto folder = absolute_folder(context.arguments.destination);
  const auto session = context.open();
  const auto plan = plan_mounts(*session, context.arguments.volume);
  const StopSignal stop;
  Mounts mounts(*session, context.arguments.mount, folder);
  mounts.make(plan, out, err);
  ready();
  mounts.wait(stop);
}

}  // namespace

ExitCode run_mount(Context& context) {
  if (context.arguments.mount.foreground) {
    mount_until_stopped(context, context.out, context.err, [&] {
      context.out.Flush();
      context.err.Flush();
    });
    return ExitCode::success;
  }
  return BackgroundChild::run(context.out, context.err, [&](BackgroundChild& child) {
    const auto& arguments = context.arguments;
    Context in_child{arguments, child.out(), child.err(),
                     make_log(child.err().fd(), arguments.verbose), context.open_session};
    mount_until_stopped(in_child, child.out(), child.err(), [&] { child.ready(); });
    return ExitCode::success;
  });
}

}  // namespace vixmount::cli
