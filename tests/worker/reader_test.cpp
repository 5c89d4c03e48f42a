// Sets that are opened for reading alone: one process, no keeper, nothing left behind.
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/support.hpp"
#include "worker/fixture.hpp"

namespace vixmount::worker {
namespace {

using test_fixture::eventually;
using test_fixture::SmallDisk;

// A line of /proc/PROCESS/status, without its name; empty when there is none.
std::string status_of(const std::string& process, const std::string& name) {
  std::ifstream in("/proc/" + process + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  return {};
}

// Process ids of the readers that `parent` started and that have not ended.
std::vector<std::string> readers_of(pid_t parent) {
  std::vector<std::string> readers;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto process = entry.path().filename().string();
    if (process.find_first_not_of("0123456789") == std::string::npos &&
        status_of(process, "Name") == "vixmount-reader" &&
        status_of(process, "PPid") == std::to_string(parent) &&
        !status_of(process, "State").starts_with("Z"))
      readers.push_back(process);
  }
  return readers;
}

// The fixture names a worker of its own, which would do a reader's work.
class ReaderSet : public testing::Test {
 protected:
  void SetUp() override {
    VIXMOUNT_REQUIRE_MOUNTS();
    SmallDisk::get();
    ::unsetenv("VIXMOUNT_WORKER");
  }
  void TearDown() override {
    ::setenv("VIXMOUNT_WORKER", SmallDisk::get().scratch("vixmount-worker").c_str(), 1);
  }
  static std::unique_ptr<DiskSet> open() {
    auto options = test_fixture::options_for(SmallDisk::get().vmdk());
    options.mounts = false;
    return DiskSet::open(std::move(options));
  }
};

TEST_F(ReaderSet, ReadsButDoesNotMount) {
  auto disks = open();
  EXPECT_EQ(disks->systems().at(0).mount_points.at(0).path, "/");
  EXPECT_EQ(disks->find(1, "/data/large.txt").attributes.size,
            SmallDisk::get().content("data/large.txt").size());
  EXPECT_EQ(test::error_kind_of([&] { disks->mount(1, {}); }), ErrorKind::internal);
  EXPECT_EQ(disks->find(1, "/etc/hostname").attributes.size, 6U) << "and goes on reading";
  EXPECT_EQ(readers_of(::getpid()).size(), 1U);
  disks.reset();
  EXPECT_TRUE(readers_of(::getpid()).empty()) << "its end is waited for";
}

TEST_F(ReaderSet, IsLockedDown) {
  const auto disks = open();
  const auto readers = readers_of(::getpid());
  ASSERT_EQ(readers.size(), 1U);
  EXPECT_EQ(status_of(readers[0], "NoNewPrivs"), "1");
  EXPECT_EQ(status_of(readers[0], "CapEff"), "0000000000000000");
#ifndef VIXMOUNT_SANITIZED
  EXPECT_EQ(status_of(readers[0], "Seccomp"), "2") << "a filter";
#endif
}

TEST_F(ReaderSet, HoldsNothingOfItsCallers) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root sees the descriptors of a locked down process";
  // As a shell passes them to what it runs: not closed when a program starts.
  const test::TemporaryFolder folder;
  const auto secret = folder.file("secret");
  test::write_file(secret, "secret");
  std::array<int, 12> leaks{};
  for (auto& leak : leaks) leak = ::open(secret.c_str(), O_RDONLY);
  {
    const auto disks = open();
    const auto readers = readers_of(::getpid());
    ASSERT_EQ(readers.size(), 1U);
    for (const auto& entry : std::filesystem::directory_iterator("/proc/" + readers[0] + "/fd"))
      EXPECT_NE(std::filesystem::read_symlink(entry), secret) << entry.path();
  }
  for (const int leak : leaks) ::close(leak);
}

TEST_F(ReaderSet, EndsWithAKilledCaller) {
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t caller = ::fork();
  if (caller == 0) {
    const auto disks = open();
    [[maybe_unused]] const auto told = ::write(ready[1], "r", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto readers = readers_of(caller);
  EXPECT_EQ(readers.size(), 1U);
  ::kill(caller, SIGKILL);
  ::waitpid(caller, nullptr, 0);
  EXPECT_TRUE(eventually([&] {
    for (const auto& reader : readers)
      if (status_of(reader, "Name") == "vixmount-reader" &&
          !status_of(reader, "State").starts_with("Z"))
        return false;
    return true;
  }));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(ReaderSet, AKilledReaderIsAnErrorToItsCaller) {
  const auto disks = open();
  const auto readers = readers_of(::getpid());
  ASSERT_EQ(readers.size(), 1U);
  ::kill(std::stoi(readers[0]), SIGKILL);
  EXPECT_EQ(test::error_kind_of([&] { disks->find(1, "/etc/hostname"); }), ErrorKind::worker_lost);
}

}  // namespace
}  // namespace vixmount::worker
