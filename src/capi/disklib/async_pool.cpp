#include "capi/disklib/async_pool.hpp"

#include <csignal>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace vixmount::capi {
namespace {

// Threads inherit the mask: signals of the client are for threads of the client.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() noexcept {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

void AsyncPool::submit(Task task) {
  {
    const std::scoped_lock lock(mutex_);
    forget_threads_of_parent_process();
    start_thread_if_useful();
    if (!threads_.empty()) {
      queue_.push_back(std::move(task));
      wake_.notify_one();
      return;
    }
  }
  task();
}

void AsyncPool::stop() {
  std::vector<std::thread> threads;
  {
    const std::scoped_lock lock(mutex_);
    forget_threads_of_parent_process();
    threads.swap(threads_);
    stopping_ = true;
    wake_.notify_all();
  }
  for (auto& thread : threads) {
    if (thread.get_id() == std::this_thread::get_id())
      thread.detach();
    else
      thread.join();
  }
  const std::scoped_lock lock(mutex_);
  stopping_ = false;
}

void AsyncPool::forget_threads_of_parent_process() {
  if (process_ == ::getpid()) return;
  for (auto& thread : threads_) thread.detach();
  threads_.clear();
  queue_.clear();
  idle_ = 0;
  process_ = ::getpid();
}

void AsyncPool::start_thread_if_useful() {
  if (idle_ > queue_.size() || threads_.size() == kMostThreads) return;
  const AllSignalsBlocked blocked;
  try {
    threads_.emplace_back([this] { serve(); });
    ++idle_;
  } catch (const std::system_error&) {
    // The host grants no more threads: those that run do the work.
  }
}

void AsyncPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) return;
    auto task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds ends outside the lock
    lock.lock();
    ++idle_;
  }
}

}  // namespace vixmount::capi
