// Which subvolume a view begins at, and what stands where a snapshot holds none.
#include <gtest/gtest.h>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/support/mounted_tree.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr test::Comparison kNodes{.inode_numbers = false};

class BtrfsSubvolumes : public testing::Test {
 protected:
  // As openSUSE lays it out: the default subvolume deep below the top one.
  void make() {
    images_ = make_images(folder_, 1, "200M", "");
    const BtrfsMount mounted(images_, "noatime");
    test::run("cd '" + mounted.path().string() +
              "' && btrfs -q subvolume create @ && btrfs -q subvolume create @/home && "
              "mkdir -p @/.snapshots/1 && btrfs -q subvolume create @/.snapshots/1/snapshot && "
              "echo root > @/.snapshots/1/snapshot/file && echo home > @/home/file && "
              "btrfs -q subvolume snapshot @ backup && "
              "btrfs subvolume set-default @/.snapshots/1/snapshot");
  }
  test::TemporaryFolder folder_{test::TemporaryFolder::Place::memory};
  std::vector<std::string> images_;
};

TEST_F(BtrfsSubvolumes, EachIsReachedAsMountReachesIt) {
  VIXMOUNT_REQUIRE_BTRFS();
  make();
  const auto files = open_images(images_);
  EXPECT_TRUE(files->lookup(files->root(), "file"));
  {
    const BtrfsMount mounted(images_, "ro,noatime");
    test::compare_with_mount(*files, mounted.path(), kNodes);
  }
  for (const char* path : {"@", "@/home", "/@/.snapshots/1/snapshot"}) {
    const BtrfsMount mounted(images_, std::string("ro,noatime,subvol=") + path);
    test::compare_with_mount(*open_subvolume(*files, path), mounted.path(), kNodes);
  }
  EXPECT_EQ(test::error_kind_of([&] { open_subvolume(*files, "@/.snapshots"); }),
            ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { open_subvolume(*files, 9999); }), ErrorKind::not_found);
}

TEST_F(BtrfsSubvolumes, ASnapshotHoldsEmptyFoldersForThoseInside) {
  VIXMOUNT_REQUIRE_BTRFS();
  make();
  const auto files = open_subvolume(*open_images(images_), "backup");
  const auto home = files->lookup(files->root(), "home");
  ASSERT_TRUE(home);
  const auto attributes = files->attributes(*home);
  EXPECT_EQ(static_cast<int>(attributes.type), static_cast<int>(NodeType::directory));
  EXPECT_EQ(attributes.permissions, 0755);
  EXPECT_EQ(attributes.size, 0U);
  EXPECT_FALSE(files->lookup(*home, "file"));
  EXPECT_EQ(files->parent(*home), files->root());
}

}  // namespace
}  // namespace vixmount::fs::btrfs
