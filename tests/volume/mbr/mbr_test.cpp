#include "volume/mbr/mbr.hpp"

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "volume/disk_builder.hpp"
#include "volume/mbr/layout.hpp"
#include "volume/mbr/type_names.hpp"

namespace vixmount::volume {
namespace {

using test::DiskFile;
using test::geometry;
using test::geometry_by_partx;
using test::has_remark;
using test::resolve_one;
using Lines = std::vector<std::string>;

constexpr std::uint64_t kMiB = 1 << 20;

// One table entry, as it stands on disk.
std::string entry(std::uint8_t type, std::uint32_t first, std::uint32_t count,
                  std::uint8_t boot = 0) {
  mbr::Entry raw{};
  raw.boot_indicator = boot;
  raw.type = type;
  raw.first_sector = first;
  raw.sector_count = count;
  return {reinterpret_cast<const char*>(&raw), sizeof(raw)};
}

// The last 66 bytes of a record that holds `entries`.
void write_record(const DiskFile& disk, std::uint64_t offset, std::string entries) {
  entries.resize(64, '\0');
  disk.write(offset + 446, entries + "\x55\xAA");
}

TEST(Mbr, PrimaryAndLogicalPartitionsAsLinuxCountsThem) {
  VIXMOUNT_REQUIRE_PROGRAM("sfdisk");
  const DiskFile disk(64 * kMiB);
  disk.sfdisk(
      "label: dos\\nlabel-id: 0x1234abcd\\n"
      "2048,8192,83,*\\n16384,2048,82\\n20480,100000,f\\n122880,,7\\n"
      ",4096,8e\\n,4096,fd\\n,,c\\n");
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), geometry_by_partx(disk.path()));
  ASSERT_EQ(resolution.volumes.size(), 6U);
  const auto& first = resolution.volumes[0];
  EXPECT_EQ(first.type, VolumeType::mbr_partition);
  EXPECT_EQ(first.scheme, "mbr");
  EXPECT_EQ(first.type_code, "0x83");
  EXPECT_EQ(first.type_name, "Linux");
  EXPECT_EQ(first.partition_uuid, "1234abcd-01");
  EXPECT_EQ(resolution.volumes[5].partition_number, 7U);
  EXPECT_EQ(resolution.volumes[5].type_code, "0x0c");
  EXPECT_EQ(resolution.volumes[5].partition_uuid, "1234abcd-07");
  EXPECT_TRUE(resolution.remarks.empty());
  for (const auto& volume : resolution.volumes) EXPECT_EQ(volume.source->size(), volume.size);
}

TEST(Mbr, UuidsAreThoseOfBlkid) {
  VIXMOUNT_REQUIRE_PROGRAM("sfdisk");
  const DiskFile disk(16 * kMiB);
  disk.sfdisk("label: dos\\n2048,2048,83\\n8192,16384,5\\n10240,2048,83\\n");
  for (const auto& volume : resolve_one(disk.source()).volumes)
    EXPECT_EQ(volume.partition_uuid + "\n",
              vixmount::test::run("partx -rgo UUID --nr " +
                                  std::to_string(volume.partition_number) + " " + disk.path()));
}

TEST(Mbr, SlicesHoldTheBytesOfTheDisk) {
  VIXMOUNT_REQUIRE_PROGRAM("sfdisk");
  const DiskFile disk(8 * kMiB);
  disk.sfdisk("label: dos\\n2048,2048,83\\n4096,8192,5\\n6144,1024,83\\n");
  disk.write(2048 * 512, "first");
  disk.write(6144 * 512, "logical");
  const auto volumes = resolve_one(disk.source()).volumes;
  ASSERT_EQ(volumes.size(), 2U);
  const auto text = [](const Volume& volume, std::size_t length) {
    const auto bytes = io::read_bytes(*volume.source, 0, length);
    return std::string(BytesView(bytes).text(0, length));
  };
  EXPECT_EQ(text(volumes[0], 5), "first");
  EXPECT_EQ(text(volumes[1], 7), "logical");
}

TEST(Mbr, CountsInSectorsOf4096BytesWhereTheDiskDoes) {
  VIXMOUNT_REQUIRE_PROGRAM("fdisk");
  const DiskFile disk(64 * kMiB);
  disk.fdisk("o\\nn\\np\\n1\\n256\\n1279\\nn\\ne\\n2\\n2048\\n6143\\nn\\nl\\n2304\\n3327\\nw\\n",
             "--sector-size 4096");
  EXPECT_EQ(geometry(resolve_one(disk.source(), 4096)), (Lines{"1 2048 8192", "5 18432 8192"}));
}

TEST(Mbr, NumbersKeepTheGapsOfThePrimaryTable) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0, 0, 0) + entry(0x83, 8, 8) + entry(0, 0, 0) + entry(0x83, 16, 8));
  EXPECT_EQ(geometry(resolve_one(disk.source())), (Lines{"2 8 8", "4 16 8"}));
}

// Debian's installer: `fdisk -l` shows an empty first partition over the whole disc, and the EFI
// partition inside it.
TEST(Mbr, TheDiscOfAnIsohybridIsAPartition) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0, 0, 2048) + entry(0xEF, 64, 128) + entry(0, 300, 8));
  EXPECT_EQ(geometry(resolve_one(disk.source())), (Lines{"1 0 2048", "2 64 128"}));
}

TEST(Mbr, ADiskIdOfZeroGivesNoUuid) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x83, 8, 8));
  EXPECT_EQ(resolve_one(disk.source()).volumes.at(0).partition_uuid, "");
}

TEST(Mbr, AChainThatLoopsEndsWithARemark) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x05, 64, 512));
  write_record(disk, 64 * 512, entry(0x83, 1, 8) + entry(0x05, 32, 16));
  write_record(disk, 96 * 512, entry(0x83, 1, 8) + entry(0x05, 0, 16));  // back to the first
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), (Lines{"5 65 8", "6 97 8"}));
  EXPECT_TRUE(has_remark(resolution, "comes back to byte 32768"));
}

TEST(Mbr, AChainIsFollowedBackwardsAndWithTheLinkFirst) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x0F, 64, 1024));
  write_record(disk, 64 * 512, entry(0x05, 512, 64) + entry(0x83, 1, 8));
  write_record(disk, 576 * 512, entry(0x83, 2, 4) + entry(0x05, 256, 64));
  write_record(disk, 320 * 512, entry(0x83, 1, 4));
  // sfdisk's JSON of the same bytes, as a second opinion.
  EXPECT_EQ(geometry(resolve_one(disk.source())), (Lines{"5 65 8", "6 578 4", "7 321 4"}));
  EXPECT_EQ(geometry(resolve_one(disk.source())), geometry_by_partx(disk.path()));
}

TEST(Mbr, GarbageInTheLastTwoEntriesOfAnExtendedRecordIsIgnored) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x05, 64, 512));
  write_record(disk, 64 * 512,
               entry(0x83, 1, 8) + entry(0, 0, 0) + entry(0x6E, 0x20202020, 0x74736563) +
                   entry(0x83, 16, 8));
  EXPECT_EQ(geometry(resolve_one(disk.source())), (Lines{"5 65 8", "6 80 8"}));
}

TEST(Mbr, AChainOfManyRecordsIsCut) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x05, 16, 2000));
  for (std::uint32_t i = 0; i < 300; ++i)
    write_record(disk, (16 + i * 4) * 512, entry(0x83, 1, 1) + entry(0x05, (i + 1) * 4, 4));
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(resolution.volumes.size(), 256U);
  EXPECT_TRUE(has_remark(resolution, "more than 256 logical partitions"));
}

TEST(Mbr, AMissingRecordEndsTheChainWithARemark) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x05, 64, 512));
  write_record(disk, 64 * 512, entry(0x83, 1, 8) + entry(0x05, 32, 16));
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), (Lines{"5 65 8"}));
  EXPECT_TRUE(has_remark(resolution, "no extended boot record at byte 49152"));
}

TEST(Mbr, PartitionsOutsideTheDiskAreCutOrLeftOutWithARemark) {
  const DiskFile disk(kMiB);  // 2048 sectors
  write_record(disk, 0,
               entry(0x83, 2000, 100) + entry(0x83, 2048, 1) + entry(0x83, 0xFFFFFFFF, 0xFFFFFFFF));
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), (Lines{"1 2000 48"}));
  EXPECT_TRUE(has_remark(resolution, "partition 1 should end at byte 1075200"));
  EXPECT_TRUE(has_remark(resolution, "partition 2 begins at byte 1048576"));
  EXPECT_TRUE(has_remark(resolution, "partition 3 begins"));
}

TEST(Mbr, OverlappingPartitionsAreListedAndSaid) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x83, 8, 100) + entry(0x83, 50, 10) + entry(0x83, 200, 8));
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(resolution.volumes.size(), 3U);
  EXPECT_EQ(resolution.remarks, (Lines{"disk 1: partitions 1 and 2 overlap"}));
}

TEST(Mbr, ATableWithoutPartitionsIsAWholeDisk) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, "");
  const auto volumes = resolve_one(disk.source()).volumes;
  ASSERT_EQ(volumes.size(), 1U);
  EXPECT_EQ(volumes[0].scheme, "whole disk");
  EXPECT_EQ(volumes[0].type, VolumeType::unknown);
}

TEST(Mbr, CodeWhereBootIndicatorsShouldBeIsNoTable) {
  const DiskFile disk(kMiB);
  write_record(disk, 0, entry(0x83, 8, 8, 0x41));
  EXPECT_EQ(resolve_one(disk.source()).volumes.at(0).scheme, "whole disk");
}

TEST(Mbr, BootSectorsOfFileSystemsAreNoTables) {
  for (const char* name : {"NTFS    ", "EXFAT   ", "-FVE-FS-"}) {
    const DiskFile disk(kMiB);
    write_record(disk, 0, entry(0x83, 8, 8));
    disk.write(3, name);
    EXPECT_EQ(resolve_one(disk.source()).volumes.at(0).scheme, "whole disk") << name;
  }
}

TEST(Mbr, AFatBootSectorIsNoTable) {
  VIXMOUNT_REQUIRE_PROGRAM("mkfs.fat");
  const DiskFile disk(4 * kMiB);
  vixmount::test::run("mkfs.fat --mbr=n '" + disk.path() + "'");
  // What a boot loader's code may look like: an entry that would be valid.
  disk.write(446, entry(0x83, 8, 8));
  EXPECT_EQ(resolve_one(disk.source()).volumes.at(0).scheme, "whole disk");
}

TEST(Mbr, TinyDisksAreWholeDisks) {
  for (const std::size_t size : {0U, 1U, 511U, 512U, 1023U}) {
    const auto disk = std::make_shared<io::ZeroSource>(size);
    ASSERT_EQ(resolve_one(disk).volumes.size(), 1U);
    EXPECT_EQ(resolve_one(disk).volumes[0].size, size);
  }
}

TEST(MbrTypeName, KnownAndUnknown) {
  EXPECT_EQ(mbr::type_name(0x82), "Linux swap or Solaris");
  EXPECT_EQ(mbr::type_name(0x8e), "Linux LVM");
  EXPECT_EQ(mbr::type_name(0xfd), "Linux RAID");
  EXPECT_EQ(mbr::type_name(0x07), "NTFS, exFAT or HPFS");
  EXPECT_EQ(mbr::type_name(0xff), "unknown");
}

}  // namespace
}  // namespace vixmount::volume
