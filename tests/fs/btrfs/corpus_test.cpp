// The real images of the corpus.
#include <gtest/gtest.h>

#include "fs/btrfs/btrfs_volume.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::btrfs {
namespace {

TEST(BtrfsCorpus, DiscUtilsImage) {
  VIXMOUNT_REQUIRE_CORPUS();
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  const test::TemporaryFolder folder;
  const auto raw = folder.file("raw");
  test::run("qemu-img convert -O raw '" +
            test::corpus_image("vhdx/discutils/btrfs.vhdx").string() + "' '" + raw + "'");
  const auto volumes = test::read_manifest("vhdx/discutils/btrfs.vhdx");
  ASSERT_EQ(volumes.size(), 1U);
  const auto volume = std::make_shared<io::SliceSource>(test::open_image(raw), volumes[0].offset,
                                                        volumes[0].size);
  const auto files = open(volume, Options{}, Log{});
  EXPECT_EQ(files->info().uuid, volumes[0].identity.at("UUID"));
  const auto count = test::compare_with_manifest(*files, volumes[0]);
  std::printf("%zu entries compared\n", count);
  EXPECT_GT(count, 0U);
}

TEST(BtrfsCorpus, PartsOfAPool) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto image = test::open_image(test::corpus_image("probe/utillinux/btrfs.img").string());
  const auto found = identify(*image);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "btrfs");
  try {
    const auto files = open(image, Options{}, Log{});
    test::walk(*files, [](const test::WalkedNode&) {});
  } catch (const Error& error) {  // the image is cut to what a probe reads
    EXPECT_TRUE(error.kind() == ErrorKind::damaged || error.kind() == ErrorKind::io);
  }
}

}  // namespace
}  // namespace vixmount::fs::btrfs
