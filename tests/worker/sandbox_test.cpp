// What a locked down process can still do. Each case runs in a child of its own.
#include "worker/engine/sandbox.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vixmount::worker {
namespace {

// How a child ends that enters the sandbox and then does `action`: its wait status.
int status_of(const std::function<int()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      enter_sandbox();
      ::_exit(action());
    } catch (...) {
      ::_exit(99);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

// 0 when `result` is a failure with `error`.
int fails_with(long result, int error) { return result < 0 && errno == error ? 0 : 1; }

// The child is killed by the kernel for trying.
void expect_killed(const std::function<int()>& action) {
  const int status = status_of(action);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGSYS);
}

TEST(Sandbox, ReadsWhatItHoldsAndOpensNothing) {
  const int held = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(held, 0);
  EXPECT_EQ(status_of([&] {
              std::array<char, 4> bytes{};
              return ::pread(held, bytes.data(), bytes.size(), 0) == 4 ? 0 : 1;
            }),
            0);
  ::close(held);
  EXPECT_EQ(status_of([] { return fails_with(::open("/etc/passwd", O_RDONLY), EPERM); }), 0);
  EXPECT_EQ(status_of([] { return fails_with(::syscall(SYS_openat2, 0, "/", nullptr, 0), EPERM); }),
            0);
}

TEST(Sandbox, NoProgramsSocketsOrTracing) {
  expect_killed([] { return ::execl("/bin/true", "true", nullptr); });
  expect_killed([] { return ::socket(AF_UNIX, SOCK_STREAM, 0); });
  expect_killed([] { return static_cast<int>(::syscall(SYS_ptrace, 0, 0, 0, 0)); });
  expect_killed([] { return static_cast<int>(::syscall(SYS_io_uring_setup, 1, nullptr)); });
}

TEST(Sandbox, NoProcessesButThreads) {
  EXPECT_EQ(status_of([] { return fails_with(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0), EPERM); }),
            0);
  EXPECT_EQ(status_of([] {
              int value = 1;
              std::thread([&] { value = 0; }).join();
              return value;
            }),
            0);
}

TEST(Sandbox, NoExecutableMemory) {
  const auto map = [](int protection) {
    return ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
  };
  EXPECT_EQ(status_of([&] { return map(PROT_READ | PROT_WRITE) ? 1 : 0; }), 0);
  EXPECT_EQ(status_of([&] { return map(PROT_READ | PROT_EXEC) && errno == EPERM ? 0 : 1; }), 0);
}

TEST(Sandbox, SignalsOnlyToItself) {
  const pid_t outside = ::getpid();
  EXPECT_EQ(
      status_of([&] { return fails_with(::syscall(SYS_tgkill, outside, outside, 0), EPERM); }), 0);
  EXPECT_EQ(status_of([&] { return fails_with(::kill(outside, 0), EPERM); }), 0);
  EXPECT_EQ(status_of([] { return ::syscall(SYS_tgkill, ::getpid(), ::getpid(), 0) == 0 ? 0 : 1; }),
            0);
}

}  // namespace
}  // namespace vixmount::worker
