// Labels of other systems than PCs': make_labels.py's disks, whose numbers were counted by hand,
// those of the corpus, and what parted makes.
#include <algorithm>
#include <cstring>

#include "io/sources.hpp"
#include "volume/disk_builder.hpp"
#include "volume/labels/bsd_label.hpp"
#include "volume/labels/labels_support.hpp"

namespace vixmount::volume::test {
namespace {

using Lines = std::vector<std::string>;

class Labels : public testing::Test {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_PROGRAM("python3"); }
};

Lines names(const Resolution& resolution) {
  Lines found;
  for (const auto& volume : resolution.volumes) found.push_back(volume.scheme + " " + volume.name);
  return found;
}

Lines device_names(const Resolution& resolution) {
  Lines found;
  for (const auto& volume : resolution.volumes)
    for (const auto& name : volume.device_names) found.push_back(name);
  return found;
}

// Slice 1 counts from its own start, slice 3 from the disk's. Its partition e is marked as unused:
// FreeBSD shows it, Linux does not.
TEST_F(Labels, OfFreeBsdInTwoSlices) {
  const auto resolution = resolve_label("freebsd");
  EXPECT_EQ(geometry(resolution),
            (Lines{"6 80 300", "7 380 100", "8 564 500", "9 1400 400", "10 1800 500", "11 2300 100",
                   "4 3000 500", "5 1108 100"}));
  EXPECT_EQ(names(resolution),
            (Lines{"bsd disk 1 partition 1a", "bsd disk 1 partition 1b", "bsd disk 1 partition 1e",
                   "bsd disk 1 partition 3a", "bsd disk 1 partition 3d", "bsd disk 1 partition 3e",
                   "mbr disk 1 partition 4", "mbr disk 1 partition 5"}));
  const auto devices = device_names(resolution);
  EXPECT_EQ(devices.front(), "/dev/da0s1a");
  EXPECT_EQ(devices.at(1), "/dev/ada0s1a");
  EXPECT_EQ(devices.back(), "/dev/ada0s3e");
  EXPECT_EQ(resolution.volumes[0].type_name, "4.2BSD");
  EXPECT_TRUE(resolution.remarks.empty());
}

TEST_F(Labels, StandInTheLayersBetweenSliceAndPartitions) {
  const auto resolution = resolve_label("netbsd");
  Lines layers;
  for (const auto& layer : resolution.layers) {
    std::string on;
    for (const auto index : layer.on) on += " " + std::to_string(index);
    layers.push_back(layer.scheme + "|" + layer.name + "|" + on);
  }
  EXPECT_EQ(layers,
            (Lines{"|disk 1|", "mbr|| 0", "|disk 1 partition 1| 1", "|disk 1 partition 2| 1",
                   "bsd|| 3", "|disk 1 partition 2a| 4", "|disk 1 partition 2b| 4"}));
}

// d is the whole disk, e a partition of the MBR that the label repeats.
TEST_F(Labels, OfNetBsdCountFromTheDisk) {
  const auto resolution = resolve_label("netbsd");
  EXPECT_EQ(geometry(resolution), (Lines{"1 64 500", "5 600 1500", "6 2100 500"}));
  EXPECT_EQ(device_names(resolution), (Lines{"/dev/sd0a", "/dev/wd0a", "/dev/sd0b", "/dev/wd0b"}));
}

TEST_F(Labels, OfOpenBsdCountFromTheDisk) {
  EXPECT_EQ(geometry(resolve_label("openbsd")), (Lines{"5 128 1000", "6 1128 500", "7 1628 2436"}));
}

// Partition z has more sectors than 32 bits count; the image ends before it does.
TEST_F(Labels, OfOpenBsdHaveHighPartsAndManyPartitions) {
  const auto disk =
      std::make_shared<io::FileSource>(io::HostFile::open((made_labels() / "large.img").string()));
  const auto label = labels::read_bsd_label(*disk, 65 * 512);
  ASSERT_TRUE(label);
  ASSERT_EQ(label->partitions.size(), 27U);
  EXPECT_EQ(label->partitions[26].size, std::uint64_t{1} << 33);
  EXPECT_EQ(label->bounds_start, 64U);
  const auto resolution = resolve_one(disk);
  ASSERT_EQ(resolution.volumes.size(), 25U);
  EXPECT_EQ(resolution.volumes[1].name, "disk 1 partition 4d");
  EXPECT_EQ(resolution.volumes[24].name, "disk 1 partition 4A");
  EXPECT_TRUE(has_remark(resolution, "it is cut there"));
}

TEST_F(Labels, OfAWholeDiskWinOverAnMbrForFormsSake) {
  const auto resolution = resolve_label("dedicated");
  EXPECT_EQ(geometry(resolution), (Lines{"1 16 1000", "2 1016 200", "4 1216 2880"}));
  EXPECT_EQ(device_names(resolution).front(), "/dev/da0a");
  EXPECT_EQ(names(resolution).front(), "bsd disk 1 partition a");
}

TEST_F(Labels, AtByte64) {
  EXPECT_EQ(geometry(resolve_label("byte64")), (Lines{"1 16 1000", "2 1016 3080"}));
}

TEST_F(Labels, WithAWrongChecksumAreNotUsed) {
  const auto resolution = resolve_label("damaged");
  EXPECT_EQ(geometry(resolution), (Lines{"1 64 1000"}));
  EXPECT_TRUE(has_remark(resolution, "disk 1 partition 1: the BSD label has a wrong checksum"));
}

// Slice 2 is the whole; Linux gives it a number all the same.
TEST_F(Labels, OfSolarisOnPcs) {
  const auto resolution = resolve_label("solaris");
  EXPECT_EQ(geometry(resolution),
            (Lines{"5 164 1000", "6 1164 200", "8 1364 1700", "9 64 100", "2 3100 900"}));
  EXPECT_EQ(names(resolution)[2], "sun disk 1 partition 1 slice 7");
  EXPECT_EQ(resolution.volumes[0].type_name, "root");
  EXPECT_EQ(geometry(resolve_label("solaris82")),
            (Lines{"5 164 1000", "6 1164 200", "8 1364 1700"}));
}

TEST_F(Labels, OfSolarisInALinuxSwapAreLeftOvers) {
  EXPECT_EQ(geometry(resolve_label("swap")), (Lines{"2 64 3000"}));
}

TEST_F(Labels, OfSunCountCylinders) {
  EXPECT_EQ(geometry(resolve_label("sun")), (Lines{"1 320 1000", "2 1280 500", "4 1920 2176"}));
  EXPECT_EQ(resolve_label("sun").volumes[2].type_name, "Linux");
  EXPECT_EQ(geometry(resolve_label("sun_untagged")), (Lines{"1 320 1000", "2 1280 500"}));
}

TEST_F(Labels, OfAppleLeaveOutTheMapAndFreeSpace) {
  const auto resolution = resolve_label("apple");
  EXPECT_EQ(geometry(resolution), (Lines{"3 164 1000", "4 1164 2000"}));
  EXPECT_EQ(resolution.volumes[0].partition_label, "Macintosh HD");
  EXPECT_EQ(resolution.volumes[0].type_name, "Apple_HFS");
  EXPECT_EQ(names(resolution)[0], "apple disk 1 partition 3");
  EXPECT_EQ(geometry(resolve_label("apple2048")), (Lines{"2 80 800"}));
}

// parted's BSD labels have a checksum that BSD systems refuse, too.
TEST(LabelsByParted, AreReadAsPartedPrintsThem) {
  VIXMOUNT_REQUIRE_PROGRAM("parted");
  for (const std::string kind : {"mac", "sun"}) {
    SCOPED_TRACE(kind);
    const DiskFile disk(64 << 20);
    const std::string name = kind == "mac" ? "name " : "";
    vixmount::test::run("parted -s '" + disk.path() + "' mklabel " + kind + " unit s mkpart " +
                        name + "ext2 32128 64255 mkpart " + name + "ext2 64256 96383 2>&1");
    const auto table = vixmount::test::run("parted -s -m '" + disk.path() + "' unit s print");
    Lines expected;
    for (const std::string start : {"32128", "64256"}) {
      const auto at = table.find(":" + start + "s:");
      ASSERT_NE(at, std::string::npos) << table;
      const auto line = table.rfind('\n', at) + 1;
      expected.push_back(table.substr(line, at - line) + " " + start + " 32128");
    }
    EXPECT_EQ(geometry(resolve_one(disk.source())), expected) << table;
  }
}

// bsd.img is the second slice of dos+bsd.img, whose label counts from the disk. Its manifest takes
// the numbers as they stand, where the last partition begins behind the end.
TEST(LabelsOfTheCorpus, CountFromTheSliceThatWasCutOut) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto resolve_image = [](const std::string& name) {
    return resolve_one(std::make_shared<io::FileSource>(
        io::HostFile::open(vixmount::test::corpus_image(name).string())));
  };
  EXPECT_EQ(geometry(resolve_image("part/utillinux/bsd.img")),
            (Lines{"5 256 4864", "6 4864 3584"}));
  EXPECT_EQ(geometry(resolve_image("part/utillinux/dos+bsd.img")),
            (Lines{"1 32 7648", "5 7936 4864", "6 12544 3584"}));
}

// Its manifest lists partition c as well.
TEST(LabelsOfTheCorpus, HoldUfs) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto resolution = resolve_one(std::make_shared<io::FileSource>(
      io::HostFile::open(vixmount::test::corpus_image("ufs/dfvfs/ufs2.raw").string())));
  EXPECT_EQ(geometry(resolution), (Lines{"1 16 8176"}));
}

// A SPARC label of a disk of 131070 sectors, of which the image has the first 20480.
TEST(LabelsOfTheCorpus, OfSunAreCutAtTheEnd) {
  VIXMOUNT_REQUIRE_CORPUS();
  const auto resolution = resolve_one(std::make_shared<io::FileSource>(
      io::HostFile::open(vixmount::test::corpus_image("part/utillinux/sun.img").string())));
  EXPECT_EQ(geometry(resolution), (Lines{"1 0 20480"}));
  EXPECT_TRUE(has_remark(resolution, "partition 2 begins at byte 44738560, behind the end"));
}

}  // namespace
}  // namespace vixmount::volume::test
