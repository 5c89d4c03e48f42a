// Every entry of every manifest whose volumes are XFS.
#include <gtest/gtest.h>

#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "fs/xfs/xfs.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::xfs {
namespace {

class CorpusImage : public testing::TestWithParam<const char*> {};

TEST_P(CorpusImage, MatchesItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::string name = GetParam();
  const auto disk = test::open_image(test::corpus_image(name).string());
  for (const auto& expected : test::read_manifest(name)) {
    const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
    const auto identified = identify(*volume);
    ASSERT_TRUE(identified);
    EXPECT_TRUE(identified->mountable) << identified->remark;
    EXPECT_EQ(identified->type, expected.identity.at("TYPE"));
    EXPECT_EQ(identified->uuid, expected.identity.at("UUID"));
    if (expected.identity.contains("LABEL")) {
      EXPECT_EQ(identified->label, expected.identity.at("LABEL"));
    }
    const auto files = open(volume, Options{}, Log{});
    EXPECT_EQ(files->info().state, "");
    const auto count = test::compare_with_manifest(*files, expected);
    EXPECT_EQ(count, expected.entries.size());
    std::printf("%s: %zu entries\n", name.c_str(), count);
  }
}

INSTANTIATE_TEST_SUITE_P(Xfs, CorpusImage,
                         testing::Values("xfs/dfvfs/xfs.raw", "xfs/xfuse/xfs_4kn.img",
                                         "xfs/xfuse/xfs_xattr_v1.img"));

struct ProbeCase {
  const char* image;
  const char* label;
  const char* uuid;
};
void PrintTo(const ProbeCase& image, std::ostream* out) { *out << image.image; }

class ProbeImage : public testing::TestWithParam<ProbeCase> {};

TEST_P(ProbeImage, IsIdentifiedAsByBlkid) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto disk = test::open_image(test::corpus_image(GetParam().image).string());
  const auto identified = identify(*disk);
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable) << identified->remark;
  EXPECT_EQ(identified->type, "xfs");
  EXPECT_EQ(identified->label, GetParam().label);
  EXPECT_EQ(identified->uuid, GetParam().uuid);
}

INSTANTIATE_TEST_SUITE_P(Xfs, ProbeImage,
                         testing::Values(ProbeCase{"probe/utillinux/xfs.img", "test-xfs",
                                                   "8c8a0a5a-9f57-492e-9610-45a61f38f58a"},
                                         ProbeCase{"probe/utillinux/xfs-v5.img", "test-xfs-v5",
                                                   "3fdcb214-0f39-466d-a81a-a1fb114fe7cd"}));

}  // namespace
}  // namespace vixmount::fs::xfs
