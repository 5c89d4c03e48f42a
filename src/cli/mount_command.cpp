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
#include "cli/messages.hpp"
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

// The mount of one command, as long as it lives.
class Mounted {
 public:
  Mounted(Session& session, std::uint32_t volume, const std::string& folder,
          const MountCommandOptions& options)
      : session_(session), volume_(volume), folder_(folder) {
    worker::MountOptions mount;
    mount.mount_point = folder;
    mount.allow_other = options.allow_other;
    mount.serve.owner = options.owner;
    mount.serve.group = options.group;
    session_.mount(volume, mount);
  }
  ~Mounted() {
    try {
      session_.dismount(volume_, true);
    } catch (const Error&) {  // the set's end, which is next, takes away what is left
    }
  }
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;

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

  Session& session_;
  std::uint32_t volume_;
  std::string folder_;
};

// What the guest mounts and we cannot.
void tell_what_is_left_out(Session& session, Output& err) {
  const auto& volumes = session.description().volumes;
  for (const auto& volume : volumes)
    if (volume.health.condition == volume::Condition::locked)
      err.print("vixmount: volume {} is left out, since it is locked: {}\n", volume.number,
                safe_for_terminal(volume.health.detail));
  const auto& systems = session.systems();
  if (systems.empty()) return;
  for (const auto& mount : systems.front().mount_points) {
    if (mount.volume == 0 || mount.volume > volumes.size()) continue;
    const auto& found = volumes[mount.volume - 1].identification;
    if (found.mountable) continue;
    err.print("vixmount: {} (volume {}, {}) is left out: {}\n", safe_for_terminal(mount.path),
              mount.volume, safe_for_terminal(found.type),
              found.remark.empty() ? "not supported" : safe_for_terminal(found.remark));
  }
}

std::string what_is_mounted(const Arguments& arguments) {
  if (arguments.volume == 0) return "The guest's files are";
  if (!arguments.subvolume) return fmt::format("Volume {} is", arguments.volume);
  return fmt::format("Subvolume {} of volume {} is", safe_for_terminal(*arguments.subvolume),
                     arguments.volume);
}

void mount_until_stopped(Context& context, const std::function<void()>& ready) {
  const auto& arguments = context.arguments;
  const auto folder = absolute_folder(arguments.destination);
  // On top of the other, both would be one path, of which nobody can tell which ends.
  if (mount::is_mounted(folder))
    fail(ErrorKind::mounted, "{} is in use by another mount; `vixmount umount` ends it", folder);
  const auto session = context.open();
  const StopSignal stop;
  const Mounted mounted(*session, arguments.volume, folder, arguments.mount);
  if (arguments.volume == 0) tell_what_is_left_out(*session, context.err);
  context.out.print("{} mounted at {}\n", what_is_mounted(arguments), safe_for_terminal(folder));
  ready();
  mounted.wait(stop);
}

// The background process has no terminal to ask on, and none of the caller's descriptors.
void prepare_keys(Context& context) {
  auto reading = context.arguments;
  reading.command = Command::volumes;  // opened for a look, not for mounting
  context.keys.prepare([&](std::vector<volume::Key> keys) {
    return context.open_session(reading, std::move(keys), context.log);
  });
}

}  // namespace

ExitCode run_mount(Context& context) {
  if (context.arguments.mount.foreground) {
    mount_until_stopped(context, [&] {
      context.out.Flush();
      context.err.Flush();
    });
    return ExitCode::success;
  }
  prepare_keys(context);
  return BackgroundChild::run(context.out, context.err, [&](BackgroundChild& child) {
    auto& arguments = context.arguments;
    Context in_child{arguments,
                     child.out(),
                     child.err(),
                     make_log(child.err().fd(), arguments.verbose),
                     context.open_session,
                     context.keys};
    mount_until_stopped(in_child, [&] { child.ready(); });
    return ExitCode::success;
  });
}

}  // namespace vixmount::cli
