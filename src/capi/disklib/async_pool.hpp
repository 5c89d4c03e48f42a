// The threads that serve asynchronous requests: a few for the whole process, started when the first
// requests come and ended by VixDiskLib_Exit.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace vixmount::capi {

class AsyncPool {
 public:
  using Task = std::function<void()>;  // must not throw

  AsyncPool() = default;
  ~AsyncPool() { stop(); }
  AsyncPool(const AsyncPool&) = delete;
  AsyncPool& operator=(const AsyncPool&) = delete;

  // Runs `task` on one of the threads; on the calling thread when the host grants no thread at all.
  // Requests wait in a queue without a bound: each holds a buffer of its caller, who is the bound.
  void submit(Task task);

  // Ends the threads after what is queued. Called from a task it does not wait for that task's own
  // thread. Tasks may be submitted afterwards.
  void stop();

 private:
  // Enough to keep a disk's queue filled; the time goes into reads and inflating.
  static constexpr std::size_t kMostThreads = 4;

  void forget_threads_of_parent_process();
  void start_thread_if_useful();
  void serve();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  pid_t process_ = 0;  // whose threads these are: a fork leaves them behind
};

}  // namespace vixmount::capi
