#include <gtest/gtest.h>

#include "fs/ntfs/ntfs.hpp"
#include "fs/support/ntfs_volume.hpp"
#include "fs/support/threads.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::ntfs {
namespace {

TEST(Threads, SixOfThemReadOneVolume) {
  VIXMOUNT_REQUIRE_NTFS_3G();
  const auto image = test::ntfs_volume("various --size 8");
  test::expect_threads_agree(
      [&] { return ntfs::open(test::open_image(image), OpenOptions{}, Log{}); }, 10);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
