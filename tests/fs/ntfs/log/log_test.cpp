// The log as a whole: which of its states want a replay, where it ends, what is refused.
#include <algorithm>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/ntfs/log/log_builder.hpp"
#include "fs/ntfs/log/replay.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

using test_bytes::Bytes;
using test_bytes::put;
using test_log::action;
using test_log::LogBuilder;

constexpr std::uint64_t kCluster = 50;

class LogTest : public testing::TestWithParam<int> {
 protected:
  static LogBuilder builder(std::size_t begin = 0) {
    return LogBuilder({.major = GetParam(), .pages = 16, .begin = begin});
  }

  static void open(LogBuilder& log) {
    Bytes entry(0x28);
    put(entry, 8, 0x80, 4);
    log.add({action({.redo = 0x1C, .redo_data = entry, .attribute = 0x68})});
  }
  // The next value goes into the byte of the volume that counts.
  static std::uint64_t set(LogBuilder& log, int value, std::size_t size = 1) {
    return log.add({action({.redo = 8,
                            .redo_data = Bytes(size, static_cast<std::byte>(value)),
                            .attribute = 0x68,
                            .lcns = {kCluster}})});
  }

  static Replayed replay(const Bytes& file) {
    Geometry geometry;
    geometry.cluster_size = 4096;
    geometry.record_size = 1024;
    return replay_log(test_log::Volume().source(), std::make_shared<io::MemorySource>(file),
                      geometry, {});
  }
  static int value(const Replayed& replayed) {
    return std::to_integer<int>(io::read_bytes(*replayed.volume, kCluster * 4096, 1)[0]);
  }
};

TEST_P(LogTest, AnEmptyLogNeedsNothing) {
  const auto replayed = replay(Bytes(65536, std::byte{0xFF}));
  EXPECT_EQ(replayed.remark, "");
  EXPECT_EQ(replay({}).remark, "");
}

TEST_P(LogTest, AClosedLogNeedsNothing) {
  auto log = builder();
  const auto checkpoint = log.checkpoint();
  open(log);
  set(log, 7);
  auto file = log.file();
  for (const std::size_t page : {0U, 4096U})
    std::ranges::copy(log.restart_page(checkpoint, 2),
                      file.begin() + static_cast<std::ptrdiff_t>(page));
  EXPECT_EQ(replay(file).remark, "");
  EXPECT_EQ(value(replay(file)), 0);
}

TEST_P(LogTest, ChangesBehindTheCheckpointAreMade) {
  auto log = builder();
  open(log);
  set(log, 5);
  log.checkpoint();
  open(log);
  set(log, 7);
  const auto replayed = replay(log.file());
  EXPECT_EQ(replayed.remark, "log replayed: 1 change");
  EXPECT_EQ(value(replayed), 7);
}

TEST_P(LogTest, TheSecondRestartPageStandsInForATornOne) {
  auto log = builder();
  log.checkpoint();
  open(log);
  set(log, 7);
  auto file = log.file();
  file[1022] = std::byte{0x55};
  EXPECT_EQ(value(replay(file)), 7);
  file[4096 + 1022] = std::byte{0x55};
  EXPECT_EQ(replay(file).remark,
            "log not replayed, files may be older or inconsistent: neither restart page of the log "
            "is valid (at byte 0)");
}

TEST_P(LogTest, TheNewerRestartPageCounts) {
  auto log = builder();
  const auto checkpoint = log.checkpoint();
  open(log);
  set(log, 7);
  auto file = log.file();
  std::ranges::copy(log.restart_page(checkpoint - 1, 2), file.begin());
  EXPECT_EQ(value(replay(file)), 7);
  std::ranges::copy(log.restart_page(log.last(), 2), file.begin());
  EXPECT_EQ(value(replay(file)), 0);
}

TEST_P(LogTest, RecordsGoOverPagesAndAroundTheRing) {
  auto log = builder(13);
  log.checkpoint();
  open(log);
  for (int i = 1; i <= 20; ++i) set(log, i, 3000);
  const auto replayed = replay(log.file());
  EXPECT_EQ(replayed.remark, "log replayed: 20 changes");
  EXPECT_EQ(value(replayed), 20);
}

TEST_P(LogTest, ATailCopyStandsInForItsPage) {
  auto log = builder(5);
  log.checkpoint();
  open(log);
  set(log, 7);
  log.skip_page();
  const auto in_tail = set(log, 8);
  log.move_to_tail(in_tail);
  EXPECT_EQ(value(replay(log.file())), 8);
}

TEST_P(LogTest, ATornLastPageEndsTheLog) {
  auto log = builder();
  log.checkpoint();
  open(log);
  set(log, 7);
  log.skip_page();
  const auto torn = set(log, 8);
  auto file = log.file();
  file[log.page_of(torn) + 510] = std::byte{0x55};
  EXPECT_EQ(value(replay(file)), 7);
}

TEST_P(LogTest, ADamagedPageInTheMiddleGivesUpTheWholeReplay) {
  auto log = builder();
  log.checkpoint();
  open(log);
  set(log, 7);
  log.skip_page();
  const auto damaged = set(log, 8);
  log.skip_page();
  set(log, 9);
  auto file = log.file();
  file[log.page_of(damaged) + 510] = std::byte{0x55};
  const auto replayed = replay(file);
  EXPECT_NE(replayed.remark.find("a page of the log is damaged"), std::string::npos)
      << replayed.remark;
  EXPECT_EQ(value(replayed), 0);
}

TEST_P(LogTest, ALogThatEndsBeforeItsRestartPageGivesUp) {
  auto log = builder();
  const auto checkpoint = log.checkpoint();
  open(log);
  set(log, 7);
  auto file = log.file();
  for (const std::size_t page : {0U, 4096U})
    std::ranges::copy(log.restart_page(checkpoint + 0x1000, 0),
                      file.begin() + static_cast<std::ptrdiff_t>(page));
  EXPECT_NE(replay(file).remark.find("its restart page names"), std::string::npos);
}

TEST_P(LogTest, ALostCheckpointGivesUp) {
  auto log = builder();
  log.skip_page();
  const auto checkpoint = log.checkpoint();
  log.skip_page();
  open(log);
  set(log, 7);
  auto file = log.file();
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(log.page_of(checkpoint)), 4096,
              std::byte{0});
  EXPECT_NE(replay(file).remark.find("lost its record"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Versions, LogTest, testing::Values(1, 2));

TEST(LogVersionTest, OtherVersionsAreRefused) {
  for (const int major : {1, 3}) {
    LogBuilder log({.major = major, .pages = 16, .begin = 0});
    log.checkpoint();
    auto file = log.file();
    if (major == 1)
      for (const std::size_t page : {0U, 4096U}) file[page + 0x1A] = std::byte{0};
    Geometry geometry;
    geometry.cluster_size = 4096;
    geometry.record_size = 1024;
    EXPECT_EQ(replay_log(test_log::Volume().source(), std::make_shared<io::MemorySource>(file),
                         geometry, {})
                  .remark,
              fmt::format("log not replayed, files may be older or inconsistent: version {}.0 of "
                          "the log",
                          major));
  }
}

}  // namespace
}  // namespace vixmount::fs::ntfs::log
