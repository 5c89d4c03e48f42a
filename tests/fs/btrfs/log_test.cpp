// File systems that were never unmounted: our view of the log beside the kernel's own recovery.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/support/mounted_tree.hpp"

namespace vixmount::fs::btrfs {
namespace {

// The figure of a longer campaign: VIXMOUNT_BTRFS_CRASHES in the environment.
int crash_count() {
  const char* text = std::getenv("VIXMOUNT_BTRFS_CRASHES");
  return text == nullptr ? 8 : std::atoi(text);
}

// Copies the image while it is mounted, with changes that only the log holds.
std::string crashed_copy(const test::TemporaryFolder& folder, int seed) {
  const auto images =
      make_images(folder, 1, "400M", seed % 4 == 0 ? "-O ^no-holes --nodesize 4096" : "");
  const auto copy = folder.file("crashed");
  const BtrfsMount mounted(images, seed % 3 == 0 ? "compress=zstd,commit=300" : "commit=300");
  test::run("python3 '" VIXMOUNT_SOURCE_DIR "/tests/fs/btrfs/change.py' '" +
            mounted.path().string() + "' " + std::to_string(seed) + " 2>&1");
  test::run("cp --sparse=always '" + images.front() + "' '" + copy + "'");
  return copy;
}

TEST(BtrfsLog, IsReplayedAsTheKernelDoesIt) {
  VIXMOUNT_REQUIRE_BTRFS();
  VIXMOUNT_REQUIRE_PROGRAM("python3");
  int replayed = 0;
  for (int seed = 1; seed <= crash_count(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
    const auto image = crashed_copy(folder, seed);
    const auto recovered = folder.file("recovered");
    test::run("cp --sparse=always '" + image + "' '" + recovered + "'");
    const auto files = open_images({image});
    EXPECT_EQ(files->info().state.find("ignored"), std::string::npos) << files->info().state;
    replayed += files->info().state.find("log replayed") != std::string::npos ? 1 : 0;
    // Recovery gives its own time to what it unlinks.
    test::run("sleep 1");
    const auto now = static_cast<std::int64_t>(std::time(nullptr));
    const BtrfsMount mounted({recovered}, "noatime");
    const auto counts = test::compare_with_mount(*files, mounted.path(),
                                                 {.inode_numbers = false, .times_end = now});
    EXPECT_GT(counts.nodes, 3U);
    if (testing::Test::HasFailure()) break;
  }
  RecordProperty("replayed", replayed);
  std::printf("%d of %d copies had a log\n", replayed, crash_count());
  EXPECT_GT(replayed, crash_count() / 2);
}

}  // namespace
}  // namespace vixmount::fs::btrfs
