// Whoever is killed, at whatever moment: no mount stays, no process stays, nobody hangs, the next
// call works.
#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/support.hpp"
#include "worker/fixture.hpp"

namespace vixmount::worker {
namespace {

using test_fixture::eventually;
using test_fixture::mounts_below;
using test_fixture::open_small_disk;
using test_fixture::SmallDisk;
using test_fixture::worker_processes;

std::string mount_folder() { return SmallDisk::get().scratch("mounts"); }

std::string process_name(int process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/comm");
  std::string name;
  std::getline(in, name);
  return name;
}

// The worker is the one that renamed itself; the keeper kept the program's name.
int process_named(const std::string& name) {
  for (const int process : worker_processes())
    if (process_name(process) == name) return process;
  return -1;
}

void expect_nothing_left() {
  EXPECT_TRUE(eventually([] { return mounts_below(mount_folder()) == 0; })) << "a mount stayed";
  EXPECT_TRUE(eventually([] { return worker_processes().empty(); })) << "a process stayed";
  EXPECT_TRUE(eventually([] { return std::filesystem::is_empty(mount_folder()); }))
      << "a folder stayed";
}

// Reads the large file of a mount again and again until it fails.
class Reader {
 public:
  explicit Reader(const std::string& place) : thread_([this, place] { read(place); }) {}
  ~Reader() {
    stop_ = true;
    thread_.join();
  }
  bool failed() const { return failed_; }

 private:
  void read(const std::string& place) {
    std::string buffer(1 << 20, ' ');
    while (!failed_ && !stop_) {
      std::ifstream in(place + "/data/large.txt", std::ios::binary);
      std::streamsize total = 0;
      while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
        total += in.gcount();
      failed_ =
          total != static_cast<std::streamsize>(SmallDisk::get().content("data/large.txt").size());
    }
  }
  std::atomic<bool> failed_{false};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

void kill_and_check(const std::vector<std::string>& victims) {
  auto set = open_small_disk();
  const auto place = set->mount(1, {});
  {
    const Reader reader(place);
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    std::vector<int> processes;
    for (const auto& victim : victims) processes.push_back(process_named(victim));
    for (const int process : processes) {
      ASSERT_GT(process, 0);
      ASSERT_EQ(::kill(process, SIGKILL), 0);
    }
    EXPECT_TRUE(eventually([&] { return reader.failed(); })) << "a read hangs";
  }
  EXPECT_EQ(test::error_kind_of([&] { set->find(0, "/etc/hostname"); }), ErrorKind::worker_lost);
  EXPECT_TRUE(eventually([] { return mounts_below(mount_folder()) == 0; }))
      << "the mount must go while the set is still open";
  set.reset();
  expect_nothing_left();
  EXPECT_EQ(test::read_file(open_small_disk()->mount(1, {}) + "/etc/hostname"), "small\n")
      << "the next call works";
  expect_nothing_left();
}

TEST(Kill, TheWorker) {
  VIXMOUNT_REQUIRE_MOUNTS();
  kill_and_check({"vixmount-disks"});
}

TEST(Kill, TheKeeper) {
  VIXMOUNT_REQUIRE_MOUNTS();
  kill_and_check({"vixmount-worker"});
}

TEST(Kill, BothAtOnce) {
  VIXMOUNT_REQUIRE_MOUNTS();
  kill_and_check({"vixmount-worker", "vixmount-disks"});
}

TEST(Kill, AKeeperThatIsAskedToEndCleansUp) {
  VIXMOUNT_REQUIRE_MOUNTS();
  const auto set = open_small_disk();
  set->mount(1, {});
  ASSERT_EQ(::kill(process_named("vixmount-worker"), SIGTERM), 0);
  EXPECT_TRUE(eventually([] { return mounts_below(mount_folder()) == 0; }));
}

pid_t start_holder() {
  const auto holder =
      (std::filesystem::path(VIXMOUNT_BINARY_DIR) / "tests/vixmount-test-holder").string();
  const auto disk = SmallDisk::get().vmdk();
  const pid_t program = ::fork();
  if (program == 0) {
    ::execl(holder.c_str(), holder.c_str(), disk.c_str(), mount_folder().c_str(), nullptr);
    ::_exit(127);
  }
  return program;
}

bool ends(pid_t program) {
  int status = 0;
  return eventually([&] { return ::waitpid(program, &status, WNOHANG) == program; }, 20);
}

// How long the program takes until it has mounted: machines differ, and moments are drawn from a
// few times that.
std::chrono::microseconds time_to_mount() {
  const auto start = std::chrono::steady_clock::now();
  const pid_t program = start_holder();
  EXPECT_TRUE(eventually([] { return mounts_below(mount_folder()) > 0; }, 30));
  const auto took = std::chrono::steady_clock::now() - start;
  ::kill(program, SIGKILL);
  EXPECT_TRUE(ends(program));
  expect_nothing_left();
  return std::chrono::duration_cast<std::chrono::microseconds>(took);
}

// A program that mounts and reads, killed at a random moment: while it starts, opens, mounts, or
// reads.
TEST(Kill, EitherSideAHundredTimesAtRandomMoments) {
  VIXMOUNT_REQUIRE_MOUNTS();
  std::filesystem::create_directories(mount_folder());
  const auto latest = 4 * time_to_mount();
  std::mt19937 random(20240607);
  int killed_while_mounted = 0;
  for (int round = 0; round < 100; ++round) {
    const pid_t program = start_holder();
    std::this_thread::sleep_for(latest * (random() % 1000) / 1000);
    if (mounts_below(mount_folder()) > 0) ++killed_while_mounted;
    const auto victims = worker_processes();
    if (round % 2 == 0 || victims.empty())
      ::kill(program, SIGKILL);
    else
      ::kill(victims[random() % victims.size()], SIGKILL);
    ASSERT_TRUE(ends(program)) << "round " << round << ": the program hangs";
    expect_nothing_left();
    if (testing::Test::HasFailure()) FAIL() << "in round " << round;
  }
  std::printf("100 kills, %d of them with the volume mounted; nothing was left behind\n",
              killed_while_mounted);
  EXPECT_GT(killed_while_mounted, 10) << "the moments were not random enough to mean anything";
}

}  // namespace
}  // namespace vixmount::worker
