#include <gtest/gtest.h>

#include "fs/btrfs/btrfs.hpp"
#include "fs/support/threads.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::btrfs {
namespace {

// A tree of several levels, inline files, and files long enough to be verified in pieces.
TEST(Threads, SixOfThemReadOneVolume) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.btrfs");
  const test::TemporaryFolder tree;
  for (int i = 0; i < 400; ++i)
    test::write_file(tree.path() / fmt::format("file {}", i), std::string(i * 7, 'x'));
  test::write_file(tree.path() / "large", std::string(3'000'000, 'y'));
  const test::TemporaryFolder folder(test::TemporaryFolder::Place::memory);
  for (const std::string type : {"crc32c", "blake2"}) {
    const auto image = folder.file(type);
    test::run("truncate -s 150M '" + image + "' && mkfs.btrfs -q --csum " + type + " --rootdir '" +
              tree.path().string() + "' '" + image + "' 2>&1");
    test::expect_threads_agree(
        [&] { return btrfs::open(test::open_image(image), Options{}, Log{}); }, 401);
  }
}

}  // namespace
}  // namespace vixmount::fs::btrfs
