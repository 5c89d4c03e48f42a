#include "mount/server.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <span>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>

#include "base/error.hpp"
#include "mount/connection.hpp"

namespace vixmount::mount {
namespace {

// Ends a thread's wait for a request. Its default action is to be ignored, so that one that comes
// late does no harm; a handler (that does nothing) is needed for the wait to be interrupted.
constexpr int kWakeSignal = SIGURG;
// A signal that arrives between a thread's look at `stopping_` and its wait is lost: so again.
constexpr auto kWakeInterval = std::chrono::milliseconds(2);

void ignore_wake(int) {}

void install_wake_handler() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action {};
    action.sa_handler = ignore_wake;  // without SA_RESTART
    sigemptyset(&action.sa_mask);
    if (::sigaction(kWakeSignal, &action, nullptr) != 0)
      throw Error::from_errno(errno, "sigaction");
  });
}

// Threads that serve take no signal of the process but the wake.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    sigdelset(&all, kWakeSignal);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

class Server::Threads {
 public:
  Threads(UniqueFd fd, fs::FileSystemPtr file_system, const ServeOptions& options, Log log)
      : count_(std::clamp(options.threads, 1U, kMostThreads)),
        connection_(std::make_unique<Connection>(std::move(fd), std::move(file_system), options,
                                                 std::move(log))) {
    install_wake_handler();
  }

  ~Threads() { stop(); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  void start(std::function<void()> on_end) {
    if (!connection_ || !threads_.empty())
      fail(ErrorKind::invalid_argument, "a mount is served once");
    on_end_ = std::move(on_end);
    alive_ = count_;
    const SignalsBlocked blocked;
    for (unsigned i = 0; i < count_; ++i) {
      try {
        threads_.emplace_back([this] { serve(); });
      } catch (const std::system_error&) {
        alive_ -= count_ - i;  // fewer threads serve as well
        if (i == 0) fail(ErrorKind::no_memory, "no thread could be started for the mount");
        break;
      }
    }
  }

  void stop() {
    stopping_ = true;
    {
      std::unique_lock lock(mutex_);
      while (!ended_.wait_for(lock, kWakeInterval, [this] { return finished_ == threads_.size(); }))
        for (auto& thread : threads_) ::pthread_kill(thread.native_handle(), kWakeSignal);
    }
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    finished_ = 0;
    connection_.reset();
  }

  bool running() const noexcept { return alive_ > 0 && !stopping_; }

 private:
  void serve() {
    // Not initialised: requests are small, the pages behind the first ones are never touched.
    const auto bytes = std::unique_ptr<std::byte[]>(new std::byte[Connection::buffer_bytes()]);
    const std::span buffer(bytes.get(), Connection::buffer_bytes());
    bool gone = false;
    while (!stopping_ && !gone) {
      const auto request = connection_->receive(buffer);
      if (request.received == Connection::Received::request)
        connection_->process(buffer, request.length);
      gone = request.received == Connection::Received::ended;
    }
    if (--alive_ == 0 && gone && !stopping_ && on_end_) on_end_();
    const std::lock_guard lock(mutex_);
    ++finished_;
    ended_.notify_all();
  }

  unsigned count_;
  std::unique_ptr<Connection> connection_;
  std::function<void()> on_end_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
  std::atomic<unsigned> alive_{0};
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t finished_ = 0;  // guarded by mutex_
};

Server::Server(UniqueFd fuse_fd, fs::FileSystemPtr file_system, const ServeOptions& options,
               Log log)
    : threads_(std::make_unique<Threads>(std::move(fuse_fd), std::move(file_system), options,
                                         std::move(log))) {}
Server::~Server() = default;
void Server::start(std::function<void()> on_end) { threads_->start(std::move(on_end)); }
void Server::stop() { threads_->stop(); }
bool Server::running() const noexcept { return threads_->running(); }

}  // namespace vixmount::mount
