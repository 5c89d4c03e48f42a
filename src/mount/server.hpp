// A guest file system behind a /dev/fuse descriptor (libfuse's low-level interface).
//
// The descriptor was made by the unlocked side (host_mount.hpp); a Server needs no access to any
// path. Its threads use these system calls, which a seccomp filter has to allow:
//   start    clone3 (or clone), mmap, munmap, mprotect, rseq, set_robust_list, rt_sigaction,
//            rt_sigprocmask, futex
//   serving  read, writev, pread64, mmap, munmap, mprotect, brk, madvise, futex
//   stop     tgkill, getpid, gettid, rt_sigreturn, madvise, exit, close
// Stopping uses the signal SIGURG, for which the constructor installs a handler that does nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/log.hpp"
#include "base/unique_fd.hpp"
#include "fs/file_system.hpp"

namespace vixmount::mount {

struct ServeOptions {
  std::optional<std::uint32_t> owner;  // shown instead of every node's owner (mount option uid=)
  std::optional<std::uint32_t> group;  // gid=
  std::uint16_t umask = 0;             // permission bits taken away from every node
  unsigned threads = 4;                // 1 to kMostThreads; one of them may be reading ahead
};

// All members may be called from any thread, start and stop from one at a time.
class Server {
 public:
  static constexpr unsigned kMostThreads = 16;

  // `fuse_fd` is a mount that has not been served yet.
  Server(UniqueFd fuse_fd, fs::FileSystemPtr file_system, const ServeOptions& options, Log log);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Begins to answer. `on_end`, when given, is called once from a serving thread when the mount
  // was removed by someone else; it must not call into this object.
  void start(std::function<void()> on_end = {});

  // Ends serving and closes the descriptor: what waits for an answer gets an error at once, the
  // mount answers ENOTCONN until it is unmounted. Waits for requests that are being worked on.
  void stop();

  // True from start() until stop() or until the mount is gone.
  bool running() const noexcept;

 private:
  class Threads;
  std::unique_ptr<Threads> threads_;
};

}  // namespace vixmount::mount
