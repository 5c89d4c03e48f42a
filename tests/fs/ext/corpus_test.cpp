// Every entry of every manifest whose volumes are ext2, ext3 or ext4.
#include <gtest/gtest.h>

#include "fs/ext/ext.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {
namespace {

using test::ManifestVolume;

// Labels as blkid escapes them in its output: backslash and hexadecimal.
std::string unescaped_label(std::string label) {
  for (auto at = label.find("\\x5c "); at != std::string::npos; at = label.find("\\x5c "))
    label.replace(at, 5, " ");
  return label;
}

void check_volume(const io::SourcePtr& disk, const ManifestVolume& expected,
                  const std::string& name) {
  const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
  const auto identified = identify(*volume);
  ASSERT_TRUE(identified) << name;
  EXPECT_TRUE(identified->mountable) << identified->remark;
  EXPECT_EQ(identified->type, expected.identity.at("TYPE"));
  EXPECT_EQ(identified->uuid, expected.identity.at("UUID"));
  if (expected.identity.contains("LABEL")) {
    EXPECT_EQ(identified->label, unescaped_label(expected.identity.at("LABEL")));
  }
  const auto files = open(volume, Options{}, Log{});
  const auto count = test::compare_with_manifest(*files, expected);
  EXPECT_EQ(count, expected.entries.size());
  std::printf("%s: volume at %llu: %zu entries\n", name.c_str(),
              static_cast<unsigned long long>(expected.offset), count);
}

class CorpusImage : public testing::TestWithParam<const char*> {};

TEST_P(CorpusImage, MatchesItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::string name = GetParam();
  const auto disk = test::open_image(test::corpus_image(name).string());
  for (const auto& volume : test::read_manifest(name)) check_volume(disk, volume, name);
}

INSTANTIATE_TEST_SUITE_P(Ext, CorpusImage,
                         testing::Values("ext/dfvfs/ext2.raw", "ext/dfvfs/ext4.raw",
                                         "ext/ext4view/test_disk1.bin", "part/dfvfs/gpt.raw",
                                         "part/dfvfs/mbr.raw", "part/utillinux/dos+bsd.img"));

class ContainedCorpusImage : public testing::TestWithParam<const char*> {};

TEST_P(ContainedCorpusImage, MatchesItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
  const std::string name = GetParam();
  const test::TemporaryFolder folder;
  const auto raw = folder.file("disk.raw");
  test::run("qemu-img convert -O raw '" + test::corpus_image(name).string() + "' '" + raw + "'");
  const auto disk = test::open_image(raw);
  for (const auto& volume : test::read_manifest(name)) check_volume(disk, volume, name);
}

INSTANTIATE_TEST_SUITE_P(Ext, ContainedCorpusImage,
                         testing::Values("qcow/dfvfs/ext2.qcow2", "vmdk/dfvfs/ext2.vmdk"));

struct ProbeCase {
  const char* image;
  const char* type;
  const char* label;
  const char* uuid;
};

class ProbeImage : public testing::TestWithParam<ProbeCase> {};

TEST_P(ProbeImage, IsIdentifiedAsByBlkid) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = test::open_image(test::corpus_image(GetParam().image).string());
  const auto identified = identify(*volume);
  ASSERT_TRUE(identified);
  EXPECT_EQ(identified->type, GetParam().type);
  EXPECT_EQ(identified->label, GetParam().label);
  EXPECT_EQ(identified->uuid, GetParam().uuid);
}

// From the manifests of these images.
INSTANTIATE_TEST_SUITE_P(Ext, ProbeImage,
                         testing::Values(ProbeCase{"probe/utillinux/ext2.img", "ext2", "test-ext2",
                                                   "22f0eac3-5c89-4ec1-9076-60799119aaea"},
                                         ProbeCase{"probe/utillinux/ext3.img", "ext3", "test-ext3",
                                                   "35f66dab-477e-4090-a872-95ee0e493ad6"},
                                         ProbeCase{"probe/utillinux/ext4.img", "ext4", "test-ext4",
                                                   "ada110f6-bd6d-49db-955d-342c27627b61"}));

}  // namespace
}  // namespace vixmount::fs::ext
