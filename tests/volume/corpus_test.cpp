// Real disks of other projects, with the partitions their manifests tell.
#include <cstdio>
#include <fstream>
#include <regex>

#include "io/sources.hpp"
#include "volume/disk_builder.hpp"

namespace vixmount::volume {
namespace {

struct Expected {
  std::uint64_t offset;
  std::uint64_t size;
};

std::vector<Expected> read_manifest(const std::string& image) {
  std::ifstream manifest(vixmount::test::corpus().value() / "manifests" / (image + ".tsv"));
  const std::regex volume_line(R"(# volume \d+ offset (\d+) size (\d+) .*)");
  std::vector<Expected> volumes;
  std::smatch match;
  for (std::string line; std::getline(manifest, line);)
    if (std::regex_match(line, match, volume_line))
      volumes.push_back({std::stoull(match[1]), std::stoull(match[2])});
  return volumes;
}

class CorpusDisk : public testing::TestWithParam<const char*> {};

TEST_P(CorpusDisk, HasTheVolumesOfItsManifest) {
  VIXMOUNT_REQUIRE_CORPUS();
  const std::string image = GetParam();
  const auto disk = std::make_shared<io::FileSource>(
      io::HostFile::open(vixmount::test::corpus_image(image).string()));
  const auto resolution = test::resolve_one(disk);
  const auto expected = read_manifest(image);
  ASSERT_FALSE(expected.empty());
  ASSERT_EQ(resolution.volumes.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(resolution.volumes[i].offset, expected[i].offset);
    EXPECT_EQ(resolution.volumes[i].size, expected[i].size);
    EXPECT_EQ(resolution.volumes[i].disk, 0U);
  }
  EXPECT_TRUE(resolution.remarks.empty());
  std::printf("%-40s %zu volumes\n", image.c_str(), expected.size());
}

// Disks whose table is of a kind that is read, and disks without a table.
INSTANTIATE_TEST_SUITE_P(Images, CorpusDisk,
                         testing::Values("part/dfvfs/mbr.raw", "part/dfvfs/gpt.raw",
                                         "ext/dfvfs/ext2.raw", "ext/dfvfs/ext4.raw",
                                         "ext/ext4view/test_disk1.bin", "fat/dfvfs/fat12.raw",
                                         "fat/rustfatfs/fat16.img", "ntfs/dfvfs/ntfs.raw",
                                         "ntfs/colinfinck/testfs1.img", "exfat/dsoprea/test.exfat",
                                         "xfs/dfvfs/xfs.raw", "xfs/xfuse/xfs_4kn.img",
                                         "iso/dfvfs/iso9660.raw", "apfs/dfvfs/apfs.raw",
                                         "hfs/dfvfs/hfsplus.raw", "ufs/fuseufs/ufs-little.img"));

// part/utillinux/dos+bsd.img has an ext3 over its first 5 MiB and an MBR whose partitions are
// empty; the second has a BSD label.
TEST(CorpusDiskWithTableAndFileSystem, ListsTheWholeDiskWhenThePartitionsHoldNothing) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto disk = std::make_shared<io::FileSource>(
      io::HostFile::open(vixmount::test::corpus_image("part/utillinux/dos+bsd.img").string()));
  const auto has_ext_magic = [](const io::SourcePtr& source) {
    const auto bytes = io::read_bytes(*source, 1080, 2);
    return bytes[0] == std::byte{0x53} && bytes[1] == std::byte{0xEF};
  };
  const auto resolution = resolve({{disk, 512}}, Log(), has_ext_magic);
  EXPECT_EQ(test::geometry(resolution),
            (std::vector<std::string>{"1 32 7648", "5 7936 4864", "6 12544 3584", "0 0 16384"}));
  EXPECT_TRUE(test::has_remark(resolution, "both are listed"));
  EXPECT_EQ(test::geometry(test::resolve_one(disk)),
            (std::vector<std::string>{"1 32 7648", "5 7936 4864", "6 12544 3584"}));
}

}  // namespace
}  // namespace vixmount::volume
