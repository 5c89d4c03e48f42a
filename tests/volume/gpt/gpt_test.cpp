#include "volume/gpt/gpt.hpp"

#include <libdeflate.h>

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "volume/disk_builder.hpp"
#include "volume/gpt/layout.hpp"
#include "volume/gpt/type_names.hpp"

namespace vixmount::volume {
namespace {

using test::DiskFile;
using test::geometry;
using test::geometry_by_partx;
using test::has_remark;
using test::resolve_one;
using Lines = std::vector<std::string>;

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kPrimary = 512;

// A disk of 16 MiB with partitions 1, 3 and 4; slot 2 is empty.
struct SampleDisk : DiskFile {
  SampleDisk() : DiskFile(16 * kMiB) {
    sfdisk(
        "label: gpt\\nlabel-id: 11111111-2222-3333-4444-555555555555\\n"
        "1: start=2048, size=2048, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, "
        "uuid=AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE, name=\"Zürich ☃\"\\n"
        "3: start=8192, size=4096\\n4: start=4096, size=2048, type=swap\\n");
  }
};
const Lines kSampleGeometry = {"1 2048 2048", "3 8192 4096", "4 4096 2048"};

// Changes bytes of the header at `offset` and makes its checksum good again.
template <typename Change>
void forge_header(const DiskFile& disk, std::uint64_t offset, Change change) {
  auto bytes = io::read_bytes(*disk.source(), offset, sizeof(gpt::Header));
  auto header = BytesView(bytes).get<gpt::Header>(0);
  change(header);
  header.header_crc = 0;
  header.header_crc = libdeflate_crc32(0, &header, sizeof(header));
  disk.write(offset, {reinterpret_cast<const char*>(&header), sizeof(header)});
}

#define REQUIRE_SFDISK() VIXMOUNT_REQUIRE_PROGRAM("sfdisk")

TEST(Gpt, PartitionsWithTheirNamesAndNumbers) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), kSampleGeometry);
  EXPECT_EQ(geometry(resolution), geometry_by_partx(disk.path()));
  EXPECT_TRUE(resolution.remarks.empty());
  const auto& first = resolution.volumes.at(0);
  EXPECT_EQ(first.type, VolumeType::gpt_partition);
  EXPECT_EQ(first.scheme, "gpt");
  EXPECT_EQ(first.type_code, "c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
  EXPECT_EQ(first.type_name, "EFI system");
  EXPECT_EQ(first.partition_label, "Zürich ☃");
  EXPECT_EQ(first.partition_uuid, "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
  EXPECT_EQ(resolution.volumes.at(1).type_name, "Linux filesystem");
  EXPECT_EQ(resolution.volumes.at(2).type_name, "Linux swap");
}

TEST(Gpt, MadeBySgdisk) {
  VIXMOUNT_REQUIRE_PROGRAM("sgdisk");
  const DiskFile disk(16 * kMiB);
  vixmount::test::run("sgdisk -n 1:2048:+2M -t 1:8e00 -c 1:pv -n 5:0:0 -t 5:0700 '" + disk.path() +
                      "' 2>&1");
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), geometry_by_partx(disk.path()));
  EXPECT_EQ(resolution.volumes.at(0).type_name, "Linux LVM");
  EXPECT_EQ(resolution.volumes.at(1).partition_number, 5U);
  EXPECT_EQ(resolution.volumes.at(1).type_name, "Microsoft basic data");
}

TEST(Gpt, SectorsOf4096BytesAreFoundWhateverTheDiskSays) {
  REQUIRE_SFDISK();
  const DiskFile disk(64 * kMiB);
  disk.fdisk("g\\nn\\n1\\n256\\n1279\\nn\\n2\\n2048\\n6143\\nw\\n", "--sector-size 4096");
  const Lines expected = {"1 2048 8192", "2 16384 32768"};
  const auto native = resolve_one(disk.source(), 4096);
  EXPECT_EQ(geometry(native), expected);
  EXPECT_TRUE(native.remarks.empty());
  const auto other = resolve_one(disk.source(), 512);
  EXPECT_EQ(geometry(other), expected);
  EXPECT_TRUE(has_remark(other, "counts in sectors of 4096 bytes"));
  const SampleDisk sample;
  EXPECT_EQ(geometry(resolve_one(sample.source(), 4096)), kSampleGeometry);
}

class GptDamagedPrimary : public testing::TestWithParam<std::uint64_t> {};

TEST_P(GptDamagedPrimary, TheBackupIsUsedAndSaid) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  disk.flip(GetParam());
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), kSampleGeometry);
  EXPECT_TRUE(has_remark(resolution, "the backup was used"));
  EXPECT_EQ(resolution.remarks.size(), 1U);
}
// Signature, header size, checksum, place of the entries, a name in the entries.
INSTANTIATE_TEST_SUITE_P(Places, GptDamagedPrimary,
                         testing::Values(kPrimary, kPrimary + 13, kPrimary + 16, kPrimary + 72,
                                         1024 + 60));

TEST(Gpt, ADamagedPrimaryOf4096ByteSectorsIsReplacedToo) {
  REQUIRE_SFDISK();
  const DiskFile disk(64 * kMiB);
  disk.fdisk("g\\nn\\n1\\n256\\n1279\\nw\\n", "--sector-size 4096");
  disk.flip(4096);
  EXPECT_EQ(geometry(resolve_one(disk.source(), 4096)), (Lines{"1 2048 8192"}));
  EXPECT_EQ(geometry(resolve_one(disk.source(), 512)), (Lines{"1 2048 8192"}));
}

TEST(Gpt, ADamagedBackupAloneIsNoMatter) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  disk.flip(16 * kMiB - 512);
  EXPECT_EQ(geometry(resolve_one(disk.source())), kSampleGeometry);
}

TEST(Gpt, BothCopiesDamagedGiveNoPartitionsAndSayWhy) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  disk.flip(kPrimary + 16);
  disk.flip(16 * kMiB - 512 + 16);
  const auto resolution = resolve_one(disk.source());
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].scheme, "whole disk");
  EXPECT_TRUE(has_remark(resolution, "wrong checksum (at byte 512)"));
  EXPECT_TRUE(has_remark(resolution, "no usable one"));
}

TEST(Gpt, TheBackupOfAnEnlargedDiskIsFoundByThePrimary) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  std::filesystem::resize_file(disk.path(), 32 * kMiB);
  disk.flip(1024 + 60);  // the primary's entries
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), kSampleGeometry);
  EXPECT_TRUE(has_remark(resolution, "the backup was used"));
}

TEST(Gpt, AHybridMbrDoesNotHideTheGpt) {
  VIXMOUNT_REQUIRE_PROGRAM("sgdisk");
  const SampleDisk disk;
  vixmount::test::run("sgdisk -h 1:3 '" + disk.path() + "' 2>&1");
  EXPECT_EQ(geometry(resolve_one(disk.source())), kSampleGeometry);
}

TEST(Gpt, WithBothCopiesGoneAHybridMbrIsUsed) {
  VIXMOUNT_REQUIRE_PROGRAM("sgdisk");
  const SampleDisk disk;
  vixmount::test::run("sgdisk -h 1:3 '" + disk.path() + "' 2>&1");
  disk.write(kPrimary, std::string(512, '\0'));
  disk.write(16 * kMiB - 512, std::string(512, '\0'));
  const auto resolution = resolve_one(disk.source());
  ASSERT_EQ(resolution.volumes.size(), 2U);
  EXPECT_EQ(resolution.volumes[0].scheme, "mbr");
  EXPECT_EQ(resolution.volumes[0].offset, 2048U * 512);
  EXPECT_EQ(resolution.volumes[1].offset, 8192U * 512);
  EXPECT_TRUE(has_remark(resolution, "no usable one"));
}

TEST(Gpt, AnOrdinaryMbrInFrontWinsOverALeftoverGpt) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  disk.sfdisk("label: dos\\n2048,1024,83\\n", "--wipe never");
  EXPECT_EQ(geometry(resolve_one(disk.source())), (Lines{"1 2048 1024"}));
}

TEST(Gpt, WithoutAnyMbrItIsUsedWithARemark) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  disk.write(0, std::string(512, '\0'));
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), kSampleGeometry);
  EXPECT_TRUE(has_remark(resolution, "no protective MBR"));
}

TEST(Gpt, ALeftoverBackupAloneIsIgnored) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  disk.write(0, std::string(1024, '\0'));
  const auto resolution = resolve_one(disk.source());
  ASSERT_EQ(resolution.volumes.size(), 1U);
  EXPECT_EQ(resolution.volumes[0].scheme, "whole disk");
}

TEST(Gpt, AnEmptyTableHasNoVolumes) {
  REQUIRE_SFDISK();
  const DiskFile disk(16 * kMiB);
  disk.sfdisk("label: gpt\\n");
  EXPECT_TRUE(resolve_one(disk.source()).volumes.empty());
}

TEST(Gpt, ATruncatedDiskCutsItsLastPartition) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  std::filesystem::resize_file(disk.path(), 10000 * 512);
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), (Lines{"1 2048 2048", "3 8192 1808", "4 4096 2048"}));
  EXPECT_TRUE(has_remark(resolution, "partition 3 should end at byte 6291456"));
}

TEST(Gpt, HostileHeadersWithGoodChecksumsAreRefused) {
  REQUIRE_SFDISK();
  const auto spoils = std::vector<void (*)(gpt::Header&)>{
      [](gpt::Header& header) { header.entry_size = 0; },
      [](gpt::Header& header) { header.entry_size = 96; },
      [](gpt::Header& header) { header.entry_size = 1U << 31; },
      [](gpt::Header& header) { header.entry_count = 0xFFFFFFFF; },
      [](gpt::Header& header) { header.entries_block = ~std::uint64_t{0}; },
      [](gpt::Header& header) { header.entries_block = std::uint64_t{1} << 55; },
      [](gpt::Header& header) { header.own_block = 2; },
      [](gpt::Header& header) { header.last_usable_block = 3; },
  };
  for (const auto spoil : spoils) {
    const SampleDisk disk;
    forge_header(disk, kPrimary, spoil);
    const auto resolution = resolve_one(disk.source());
    EXPECT_EQ(geometry(resolution), kSampleGeometry);
    EXPECT_TRUE(has_remark(resolution, "the backup was used"));
  }
}

TEST(Gpt, EntriesThatCannotBeAreLeftOutWithARemark) {
  REQUIRE_SFDISK();
  const SampleDisk disk;
  auto bytes = io::read_bytes(*disk.source(), 1024, 128 * 128);
  const auto set = [&](std::size_t slot, std::uint64_t first, std::uint64_t last) {
    auto entry = BytesView(bytes).get<gpt::Entry>(slot * 128);
    entry.first_block = first;
    entry.last_block = last;
    std::memcpy(bytes.data() + slot * 128, &entry, sizeof(entry));
  };
  set(0, 100, 99);
  set(2, ~std::uint64_t{0} - 1, ~std::uint64_t{0});
  disk.write(1024, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  forge_header(disk, kPrimary, [&](gpt::Header& header) {
    header.entries_crc = libdeflate_crc32(0, bytes.data(), bytes.size());
  });
  const auto resolution = resolve_one(disk.source());
  EXPECT_EQ(geometry(resolution), (Lines{"4 4096 2048"}));
  EXPECT_TRUE(has_remark(resolution, "partition 1 runs from block 100 to 99"));
  EXPECT_TRUE(has_remark(resolution, "partition 3 runs from"));
}

TEST(GptTypeName, KnownAndUnknown) {
  EXPECT_EQ(gpt::type_name(*Guid::parse("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f")), "Linux swap");
  EXPECT_EQ(gpt::type_name(Guid{}), "unknown");
}

}  // namespace
}  // namespace vixmount::volume
