// The corpus' probe image. All entries of its other volumes are in the registry's table.
#include <gtest/gtest.h>

#include "fs/registry.hpp"
#include "fs/support/walk.hpp"
#include "support/support.hpp"

namespace vixmount::fs {
namespace {

TEST(HfsPlusCorpus, TheProbeImageOpensAndIsEmpty) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume =
      test::open_image(test::corpus_image("probe/utillinux/hfsplus.img").string());
  const auto identified = identify(volume);
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable) << identified->remark;
  EXPECT_EQ(identified->label, "123456789ABCDE");
  const auto files = open(volume, OpenOptions{}, Log{});
  std::size_t nodes = 0;
  test::walk(*files, [&](const test::WalkedNode&) { ++nodes; });
  EXPECT_EQ(nodes, 0U);  // as fls lists
}

}  // namespace
}  // namespace vixmount::fs
