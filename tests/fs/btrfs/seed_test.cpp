// A read-only file system as the seed of another, which is written to a device of its own.
#include <gtest/gtest.h>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/support/mounted_tree.hpp"
#include "fs/support/walk.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr test::Comparison kNodes{.inode_numbers = false};

class BtrfsSeed : public testing::Test {
 protected:
  void make() {
    seed_ = make_images(folder_, 1, "300M", "").front();
    {
      const BtrfsMount mounted({seed_}, "noatime");
      test::run("cd '" + mounted.path().string() +
                "' && mkdir d && seq 1 100000 > d/text && seq 1 90000 > changed && "
                "head -c 3000000 /dev/urandom > noise && cp noise gone");
    }
    test::run("btrfstune -S 1 '" + seed_ + "' 2>&1");
    sprout_ = folder_.file("sprout");
    test::run("truncate -s 300M '" + sprout_ + "'");
    const LoopDevices device({sprout_});
    const BtrfsMount mounted({seed_}, "ro,noatime");
    const auto at = mounted.path().string();
    test::run("btrfs -q device add -f " + device.names().front() + " '" + at +
              "' && mount -o remount,rw '" + at + "' && cd '" + at +
              "' && seq 1 50000 > new && echo more >> changed && rm gone && sync");
  }
  test::TemporaryFolder folder_{test::TemporaryFolder::Place::memory};
  std::string seed_, sprout_;
};

TEST_F(BtrfsSeed, BothAreReadAsTheKernelReadsThem) {
  VIXMOUNT_REQUIRE_BTRFS();
  make();
  const auto sprout = open_images({sprout_, seed_});
  EXPECT_EQ(sprout->info().state, "");
  {
    const BtrfsMount mounted({sprout_, seed_}, "ro,noatime");
    EXPECT_GT(test::compare_with_mount(*sprout, mounted.path(), kNodes).nodes, 4U);
  }
  const auto seed = open_images({seed_, sprout_});
  EXPECT_NE(seed->info().uuid, sprout->info().uuid);
  const BtrfsMount mounted({seed_}, "ro,noatime");
  EXPECT_GT(test::compare_with_mount(*seed, mounted.path(), kNodes).nodes, 4U);
}

TEST_F(BtrfsSeed, ASeedThatIsNotThereIsMissed) {
  VIXMOUNT_REQUIRE_BTRFS();
  make();
  const auto report = check_members(test::open_image(sprout_), {}, Log{});
  EXPECT_NE(report.missing.find("device 1 ("), std::string::npos) << report.missing;
  EXPECT_EQ(check_members(test::open_image(sprout_), {test::open_image(seed_)}, Log{}).missing, "");
  EXPECT_EQ(check_members(test::open_image(seed_), {}, Log{}).missing, "");
}

}  // namespace
}  // namespace vixmount::fs::btrfs
