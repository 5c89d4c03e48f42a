#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <list>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

namespace vixmount {
namespace {

// Beyond this the memory's speed is the limit, and every thread takes address space.
constexpr unsigned kMostHelpers = 15;

// One call of parallel_for. It lives on the caller's stack, until no helper works on it any more.
class Job {
 public:
  Job(std::size_t count, const std::function<void(std::size_t)>& body) noexcept
      : count_(count), body_(body) {}

  bool has_more() const noexcept { return next_.load(std::memory_order_relaxed) < count_; }

  // Takes pieces until there are none.
  void work() noexcept {
    for (;;) {
      const auto piece = next_.fetch_add(1, std::memory_order_relaxed);
      if (piece >= count_) return;
      try {
        body_(piece);
      } catch (...) {
        next_.store(count_, std::memory_order_relaxed);
        const std::lock_guard lock(error_mutex_);
        if (!error_ || piece < failed_piece_) {
          error_ = std::current_exception();
          failed_piece_ = piece;
        }
      }
    }
  }

  // Only when nobody works on it any more.
  void throw_error() const {
    if (error_) std::rethrow_exception(error_);
  }

  unsigned helpers = 0;  // that work on it; guarded by the pool's mutex

 private:
  const std::size_t count_;
  const std::function<void(std::size_t)>& body_;
  std::atomic<std::size_t> next_{0};
  std::mutex error_mutex_;  // guards the two below
  std::exception_ptr error_;
  std::size_t failed_piece_ = 0;
};

class Pool {
 public:
  Pool() {
    const SignalsBlocked blocked;
    try {
      for (unsigned i = 1; i < processors() && i <= kMostHelpers; ++i)
        threads_.emplace_back([this] { help(); });
    } catch (const std::system_error&) {
      // Fewer helpers do as well.
    }
  }
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_is_there_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::size_t helpers() const noexcept { return threads_.size(); }

  void run(Job& job, std::size_t count) {
    std::unique_lock lock(mutex_);
    const auto place = jobs_.insert(jobs_.end(), &job);
    lock.unlock();
    if (count == 2)
      work_is_there_.notify_one();
    else
      work_is_there_.notify_all();
    job.work();
    lock.lock();
    jobs_.erase(place);  // from here on no further helper finds it
    helper_left_.wait(lock, [&] { return job.helpers == 0; });
  }

 private:
  // Helpers take no signal of the process they are a guest in.
  class SignalsBlocked {
   public:
    SignalsBlocked() {
      sigset_t all;
      ::sigfillset(&all);
      ::pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

   private:
    sigset_t before_;
  };

  // Not hardware_concurrency(): that opens files, which a sandbox forbids.
  static unsigned processors() noexcept {
    cpu_set_t set;
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return static_cast<unsigned>(CPU_COUNT(&set));
  }

  Job* find_work() const noexcept {
    const auto found =
        std::find_if(jobs_.begin(), jobs_.end(), [](const Job* job) { return job->has_more(); });
    return found == jobs_.end() ? nullptr : *found;
  }

  void help() {
    std::unique_lock lock(mutex_);
    for (;;) {
      Job* job = nullptr;
      work_is_there_.wait(lock, [&] { return stopping_ || (job = find_work()) != nullptr; });
      if (stopping_) return;
      ++job->helpers;
      lock.unlock();
      job->work();
      lock.lock();
      if (--job->helpers == 0) helper_left_.notify_all();
    }
  }

  std::mutex mutex_;  // guards all below but threads_
  std::condition_variable work_is_there_, helper_left_;
  std::list<Job*> jobs_;  // that are under way, the oldest first
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

// The process's pool. In a child after fork() its threads are not there and its lock may be held:
// there it is neither used nor destroyed.
class PoolOfProcess {
 public:
  ~PoolOfProcess() {
    if (owner_ != ::getpid()) static_cast<void>(pool_.release());
  }
  Pool* usable() noexcept {
    if (owner_ != ::getpid() || pool_->helpers() == 0) return nullptr;
    return pool_.get();
  }

 private:
  const pid_t owner_ = ::getpid();
  std::unique_ptr<Pool> pool_ = std::make_unique<Pool>();
};

Pool* pool() {
  static PoolOfProcess pool;
  return pool.usable();
}

}  // namespace

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  if (count == 0) return;
  if (count == 1) return body(0);
  Job job(count, body);
  if (Pool* const helpers = pool(); helpers != nullptr)
    helpers->run(job, count);
  else
    job.work();
  job.throw_error();
}

}  // namespace vixmount
