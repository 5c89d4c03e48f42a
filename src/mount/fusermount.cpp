#include "mount/fusermount.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::mount {
namespace {

// fusermount3 writes a line or two; more than this is not kept.
constexpr std::size_t kMostMessageBytes = 4096;
// The socket's number in the child, whatever it is here.
constexpr int kChildSocket = 3;

// The system's own program before whatever PATH offers.
std::string find_fusermount() {
  std::vector<std::string> folders = {"/usr/bin", "/bin"};
  if (const char* path = std::getenv("PATH"); path != nullptr)
    for (const auto folder : split(path, ':'))
      if (!folder.empty() && folder.front() == '/') folders.emplace_back(folder);
  for (const auto& folder : folders) {
    auto program = folder + "/fusermount3";
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  fail(ErrorKind::mount_failed,
       "the program fusermount3 was not found; mounting without root needs it (package fuse3)");
}

void check_spawn(int result, std::string_view what) {
  if (result != 0) throw Error::from_errno(result, what);
}

class SpawnActions {
 public:
  SpawnActions() { check_spawn(::posix_spawn_file_actions_init(&actions_), "posix_spawn"); }
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void open_null(int fd) {
    check_spawn(::posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", O_RDWR, 0),
                "posix_spawn");
  }
  void duplicate(int fd, int as) {
    check_spawn(::posix_spawn_file_actions_adddup2(&actions_, fd, as), "posix_spawn");
  }
  const posix_spawn_file_actions_t* get() const noexcept { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

struct SocketPair {
  UniqueFd ours, theirs;
  SocketPair() {
    std::array<int, 2> fds{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
      throw Error::from_errno(errno, "socketpair");
    ours = UniqueFd(fds[0]);
    theirs = UniqueFd(fds[1]);
    // Out of the way of the numbers that the child's descriptors get.
    UniqueFd moved(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, kChildSocket + 1));
    if (!moved) throw Error::from_errno(errno, "fcntl");
    theirs = std::move(moved);
  }
};

pid_t start(const std::vector<std::string>& arguments, int error_fd, int socket_fd) {
  SpawnActions actions;
  actions.open_null(STDIN_FILENO);
  actions.open_null(STDOUT_FILENO);
  actions.duplicate(error_fd, STDERR_FILENO);
  if (socket_fd >= 0) actions.duplicate(socket_fd, kChildSocket);

  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<std::string> variables = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C",
                                        fmt::format("_FUSE_COMMFD={}", kChildSocket)};
  std::vector<char*> environment;
  for (auto& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);

  pid_t child = -1;
  const int result =
      ::posix_spawn(&child, argv[0], actions.get(), nullptr, argv.data(), environment.data());
  if (result != 0)
    fail(ErrorKind::mount_failed, "{}",
         Error::from_errno(result, "cannot run " + arguments[0]).message());
  return child;
}

// What the child says on its standard error, until it closes it.
std::string read_message(int fd) {
  std::string message;
  std::array<char, 512> buffer{};
  for (;;) {
    const auto count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    if (message.size() < kMostMessageBytes)
      message.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return std::string(trim(message));
}

bool ended_well(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    // A program that ignores SIGCHLD has no status to collect; what arrived on the socket decides.
    if (errno != EINTR) return true;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

UniqueFd receive_descriptor(int socket_fd) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t count = 0;
  do {
    count = ::recvmsg(socket_fd, &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return {};
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN(sizeof(int)))
    return {};
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(header), sizeof(fd));
  return UniqueFd(fd);
}

// In the option list of fusermount3 "\" protects the next character.
std::string escaped(const std::string& value) {
  std::string result;
  for (const char c : value) {
    if (c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string_view advice_for(std::string_view message) {
  if (message.find("allow_other") != std::string_view::npos)
    return "; put the line user_allow_other into /etc/fuse.conf";
  if (message.find("/dev/fuse") != std::string_view::npos ||
      message.find("device not found") != std::string_view::npos)
    return "; /dev/fuse must exist and be open to this user (modprobe fuse, chmod 666 /dev/fuse)";
  if (message.find("write access") != std::string_view::npos)
    return "; the folder must belong to this user";
  if (message.find("too many") != std::string_view::npos)
    return "; raise mount_max in /etc/fuse.conf";
  return "";
}

// Runs fusermount3 to its end; its message when it failed.
struct Outcome {
  bool well = false;
  std::string message;
};

Outcome finish(pid_t child, int error_fd) {
  Outcome outcome;
  outcome.message = read_message(error_fd);
  outcome.well = ended_well(child);
  return outcome;
}

}  // namespace

UniqueFd mount_by_fusermount(const HostMountOptions& options) {
  std::string list = "ro,nosuid,nodev,subtype=vixmount,fsname=" + escaped(options.source);
  if (options.allow_other) list += ",allow_other";
  if (options.default_permissions) list += ",default_permissions";

  SocketPair descriptor;
  SocketPair errors;
  const auto child = start({find_fusermount(), "-o", list, "--", options.path}, errors.theirs.get(),
                           descriptor.theirs.get());
  descriptor.theirs.reset();
  errors.theirs.reset();
  UniqueFd fd = receive_descriptor(descriptor.ours.get());
  const auto outcome = finish(child, errors.ours.get());
  if (!fd || !outcome.well)
    fail(ErrorKind::mount_failed, "cannot mount on {}: {}{}", options.path,
         outcome.message.empty() ? "fusermount3 gave no reason" : outcome.message,
         advice_for(outcome.message));
  return fd;
}

void unmount_by_fusermount(const std::string& path, Unmount how) {
  std::vector<std::string> arguments = {find_fusermount(), "-u"};
  if (how == Unmount::detached) arguments.emplace_back("-z");
  arguments.emplace_back("--");
  arguments.push_back(path);
  SocketPair errors;
  const auto child = start(arguments, errors.theirs.get(), -1);
  errors.theirs.reset();
  const auto outcome = finish(child, errors.ours.get());
  if (outcome.well) return;
  const bool busy = outcome.message.find("busy") != std::string::npos;
  fail(busy ? ErrorKind::busy : ErrorKind::io, "cannot unmount {}: {}", path, outcome.message);
}

}  // namespace vixmount::mount
