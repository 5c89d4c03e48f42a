#include "worker/client/worker_process.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "worker/keeper/keeper.hpp"

extern "C" char** environ;

namespace vixmount::worker {
namespace {

constexpr std::string_view kWorkerProgram = "libexec/vixmount-worker";
constexpr std::string_view kReaderProgram = "libexec/vixmount-reader";

// The folder above the bin/ or lib64/ that this code was loaded from.
std::string prefix_of_this_code() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&prefix_of_this_code), &info) == 0) return {};
  std::array<char, PATH_MAX> resolved{};
  // For the main program, dladdr tells what it was called as; /proc tells where it is.
  const bool found = ::realpath(info.dli_fname, resolved.data()) != nullptr;
  std::string path = found ? resolved.data() : "";
  if (path.empty() || path.find(".so") == std::string::npos) {
    const auto length = ::readlink("/proc/self/exe", resolved.data(), resolved.size());
    if (length > 0) path.assign(resolved.data(), static_cast<std::size_t>(length));
  }
  for (int i = 0; i < 2; ++i) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return {};
    path.resize(slash);
  }
  return path;
}

// Where `program` may be, first place first.
std::vector<std::string> places_of(std::string_view program) {
  std::vector<std::string> places;
  if (const auto prefix = prefix_of_this_code(); !prefix.empty()) {
    places.push_back(fmt::format("{}/{}", prefix, program));
    // A library in lib/x86_64-linux-gnu of a distribution's layout.
    if (const auto slash = prefix.rfind('/'); slash != std::string::npos && slash != 0)
      places.push_back(fmt::format("{}/{}", prefix.substr(0, slash), program));
  }
  places.push_back(fmt::format("{}/{}", VIXMOUNT_INSTALL_PREFIX, program));
  return places;
}

const char* worker_named_by_user() { return ::secure_getenv("VIXMOUNT_WORKER"); }

std::optional<std::string> first_program(const std::vector<std::string>& places) {
  for (const auto& place : places)
    if (::access(place.c_str(), X_OK) == 0) return place;
  return std::nullopt;
}

std::string find_worker() {
  auto places = places_of(kWorkerProgram);
  if (const char* named = worker_named_by_user()) places.insert(places.begin(), named);
  if (auto found = first_program(places)) return *std::move(found);
  fail(ErrorKind::worker_lost,
       "the program vixmount-worker was not found (looked at {}); install it there or name it in "
       "the environment variable VIXMOUNT_WORKER",
       fmt::join(places, ", "));
}

// Nothing when there is none, or when the user has named a worker, which then does all.
std::optional<std::string> find_reader() {
  if (worker_named_by_user() != nullptr) return std::nullopt;
  return first_program(places_of(kReaderProgram));
}

// The worker gets an environment of its own: nothing of the caller's (LD_LIBRARY_PATH is often
// wrong in the programs that load us) but what sanitizers need.
std::vector<std::string> worker_environment() {
  std::vector<std::string> variables = {"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
                                        "LC_ALL=C"};
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
    if (std::strstr(*variable, "SAN_OPTIONS=") != nullptr) variables.emplace_back(*variable);
  return variables;
}

class SpawnSettings {
 public:
  // `control`: -1 where there is no keeper.
  SpawnSettings(int control, int requests) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDWR, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, 0, 1);
    // A worker that held the caller's stderr would keep `$(vixmount mount ...)` waiting for ever.
    if (::secure_getenv("VIXMOUNT_WORKER_STDERR") == nullptr)
      ::posix_spawn_file_actions_adddup2(&actions_, 0, 2);
    // Where there is no keeper, the caller's descriptor of that number must not stay open.
    ::posix_spawn_file_actions_adddup2(&actions_, control >= 0 ? control : 0, kControlFd);
    ::posix_spawn_file_actions_adddup2(&actions_, requests, kRequestFd);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kRequestFd + 1);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t all;
    ::sigfillset(&all);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    // Its own session: a Ctrl-C on the terminal is for the caller, who ends us in order.
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// A descriptor far above 3 and 4, so that dup2 onto those cannot overwrite the other one.
UniqueFd move_up(UniqueFd fd) {
  UniqueFd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 64));
  if (!moved) throw Error::from_errno(errno, "duplicating a descriptor");
  return moved;
}

pid_t spawn(std::string program, int control, int requests) {
  auto variables = worker_environment();
  std::vector<char*> environment;
  for (auto& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::array<char*, 2> arguments = {program.data(), nullptr};
  const SpawnSettings settings(control, requests);
  pid_t child = -1;
  const int error = ::posix_spawn(&child, program.c_str(), settings.actions(),
                                  settings.attributes(), arguments.data(), environment.data());
  if (error != 0) throw Error::from_errno(error, "starting " + program);
  return child;
}

}  // namespace

WorkerProcess::WorkerProcess(Channel control, Channel requests, pid_t child)
    : control_(std::move(control)),
      requests_(std::move(requests)),
      child_(child),
      pidfd_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))) {}

UniqueFd WorkerProcess::keeper_pidfd() const {
  return UniqueFd(::fcntl(pidfd_.get(), F_DUPFD_CLOEXEC, 0));
}

void WorkerProcess::kill() const noexcept {
  // The worker follows its keeper by its parent-death signal.
  ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
}

WorkerProcess WorkerProcess::start_worker() {
  auto program = find_worker();
  auto [our_control, their_control] = Channel::make_pair();
  auto [our_requests, their_requests] = Channel::make_pair();
  their_control = move_up(std::move(their_control));
  their_requests = move_up(std::move(their_requests));
  const pid_t keeper = spawn(std::move(program), their_control.get(), their_requests.get());
  return {Channel(std::move(our_control)), Channel(std::move(our_requests)), keeper};
}

WorkerProcess WorkerProcess::start_reader() {
  auto program = find_reader();
  if (!program) return start_worker();
  auto [ours, theirs] = Channel::make_pair();
  theirs = move_up(std::move(theirs));
  const pid_t reader = spawn(*std::move(program), -1, theirs.get());
  return {Channel(UniqueFd()), Channel(std::move(ours)), reader};
}

WorkerProcess::~WorkerProcess() {
  if (requests_.fd() < 0) return;  // moved from
  requests_.close();
  control_.close();
  // It ends within moments; the caller may have reaped it (SIGCHLD ignored), which is fine too.
  while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace vixmount::worker
