#include "base/parallel.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vixmount {
namespace {

TEST(ParallelFor, CallsEachPieceOnce) {
  for (const std::size_t count : {0UL, 1UL, 2UL, 3UL, 1000UL}) {
    std::vector<std::atomic<int>> calls(count);
    parallel_for(count, [&](std::size_t piece) { ++calls[piece]; });
    for (const auto& each : calls) EXPECT_EQ(each, 1);
  }
}

TEST(ParallelFor, OnePieceStaysOnTheCaller) {
  std::thread::id ran;
  parallel_for(1, [&](std::size_t) { ran = std::this_thread::get_id(); });
  EXPECT_EQ(ran, std::this_thread::get_id());
}

TEST(ParallelFor, PiecesRunAtTheSameTime) {
  cpu_set_t set;
  ASSERT_EQ(::sched_getaffinity(0, sizeof set, &set), 0);
  if (CPU_COUNT(&set) < 2) GTEST_SKIP() << "needs two processors";
  std::mutex mutex;
  std::condition_variable both;
  int inside = 0;
  parallel_for(2, [&](std::size_t) {  // each waits for the other
    std::unique_lock lock(mutex);
    ++inside;
    both.notify_all();
    EXPECT_TRUE(both.wait_for(lock, std::chrono::minutes(2), [&] { return inside == 2; }));
  });
}

TEST(ParallelFor, CarriesOutTheExceptionOfTheLowestPiece) {
  for (int round = 0; round < 50; ++round) {
    try {
      parallel_for(100, [](std::size_t piece) {
        if (piece >= 7) throw std::runtime_error(std::to_string(piece));
      });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "7");
    }
  }
}

TEST(ParallelFor, ManyCallersAndCallsWithinPieces) {
  std::atomic<std::size_t> sum{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i)
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round)
        parallel_for(
            4, [&](std::size_t) { parallel_for(5, [&](std::size_t piece) { sum += piece; }); });
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(sum, 8U * 20 * 4 * (0 + 1 + 2 + 3 + 4));
}

TEST(ParallelFor, HelpersTakeNoSignals) {
  std::atomic<int> open_helpers{0};
  const auto caller = std::this_thread::get_id();
  parallel_for(64, [&](std::size_t) {
    if (std::this_thread::get_id() == caller) return;
    sigset_t blocked;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    if (::sigismember(&blocked, SIGTERM) != 1) ++open_helpers;
  });
  EXPECT_EQ(open_helpers, 0);
}

// The threads are not there in a child: it works alone, and it ends.
TEST(ParallelFor, WorksInAChildAfterFork) {
  parallel_for(4, [](std::size_t) {});
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int calls = 0;
    parallel_for(4, [&](std::size_t) { ++calls; });
    std::exit(calls == 4 ? 0 : 1);  // with the destructors of static objects
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace
}  // namespace vixmount
