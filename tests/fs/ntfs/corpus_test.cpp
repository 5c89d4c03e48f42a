// Every entry of every manifest whose volumes are NTFS, and what the probe images are called.
#include <gtest/gtest.h>

#include "fs/ntfs/ntfs.hpp"
#include "fs/support/manifest.hpp"
#include "fs/support/walk.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

void check_volume(const io::SourcePtr& disk, test::ManifestVolume expected,
                  const std::string& name) {
  // The manifests' reader shows links as the files that hold them.
  if (const auto link = expected.entries.find("a_link"); link != expected.entries.end())
    link->second = {'L', "-", "-", "?"};
  const auto volume = std::make_shared<io::SliceSource>(disk, expected.offset, expected.size);
  const auto identified = identify(*volume);
  ASSERT_TRUE(identified) << name;
  EXPECT_TRUE(identified->mountable) << identified->remark;
  EXPECT_EQ(identified->uuid, expected.identity.at("UUID"));
  const auto files = ntfs::open(volume, OpenOptions{}, Log{});
  EXPECT_EQ(files->info().uuid, expected.identity.at("UUID"));
  const auto count = test::compare_with_manifest(*files, expected);
  std::printf("%s: volume at %llu: %zu entries; %s\n", name.c_str(),
              static_cast<unsigned long long>(expected.offset), count, files->info().state.c_str());
}

class NtfsCorpus : public testing::TestWithParam<const char*> {};

TEST_P(NtfsCorpus, MatchesItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::string name = GetParam();
  auto path = test::corpus_image(name).string();
  const test::TemporaryFolder folder;
  if (!name.starts_with("ntfs/")) {
    VIXMOUNT_REQUIRE_PROGRAM("qemu-img");
    const auto raw = folder.file("disk.raw");
    test::run("qemu-img convert -O raw '" + path + "' '" + raw + "'");
    path = raw;
  }
  const auto disk = test::open_image(path);
  for (const auto& volume : test::read_manifest(name)) check_volume(disk, volume, name);
}

INSTANTIATE_TEST_SUITE_P(Images, NtfsCorpus,
                         testing::Values("ntfs/dfvfs/ntfs.raw", "ntfs/colinfinck/testfs1.img",
                                         "vhd/dfvfs/ntfs-dynamic.vhd",
                                         "vhdx/dfvfs/ntfs-dynamic.vhdx",
                                         "qcow/plaso/vsstest.qcow2"));

// From the manifest of this image.
TEST(NtfsProbe, IsIdentifiedAsByBlkid) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto volume = test::open_image(test::corpus_image("probe/utillinux/ntfs.img").string());
  const auto identified = identify(*volume);
  ASSERT_TRUE(identified);
  EXPECT_TRUE(identified->mountable);
  EXPECT_EQ(identified->label, "Новый том");
  EXPECT_EQ(identified->uuid, "09CBB6DE30C87310");
}

}  // namespace
}  // namespace vixmount::fs::ntfs
