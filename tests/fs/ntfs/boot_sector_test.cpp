// Boot sectors laid out by hand: what they mean, what is refused, when the backup is taken.
#include "fs/ntfs/boot_sector.hpp"

#include <gtest/gtest.h>

#include "fs/ntfs/built_record.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test_bytes::put;

Geometry parse(const test_bytes::Bytes& bytes) { return parse_boot_sector(BytesView(bytes)); }

TEST(NtfsBootSector, TellsTheGeometry) {
  const auto geometry = parse(test_bytes::boot_sector());
  EXPECT_EQ(geometry.bytes_per_sector, 512U);
  EXPECT_EQ(geometry.cluster_size, 4096U);
  EXPECT_EQ(geometry.record_size, 1024U);
  EXPECT_EQ(geometry.index_record_size, 4096U);
  EXPECT_EQ(geometry.cluster_count, 4095U);  // 32767 / 8
  EXPECT_EQ(geometry.mft_cluster, 4U);
  EXPECT_EQ(geometry.mft_mirror_cluster, 2047U);
  EXPECT_EQ(geometry.serial_number, 0x1122334455667788U);
}

struct ClusterCase {
  int sector;
  int code;
  std::uint32_t cluster;  // 0: refused
};

class NtfsClusters : public testing::TestWithParam<ClusterCase> {};

TEST_P(NtfsClusters, AreCodedInSectorsOrAsAPowerOfTwo) {
  auto bytes = test_bytes::boot_sector();
  put(bytes, 11, static_cast<unsigned>(GetParam().sector), 2);
  put(bytes, 13, static_cast<unsigned>(GetParam().code), 1);
  put(bytes, 0x28, 1U << 30, 8);
  put(bytes, 0x44, 0xF4, 1);
  if (GetParam().cluster == 0)
    EXPECT_EQ(test::error_kind_of([&] { parse(bytes); }), ErrorKind::damaged);
  else
    EXPECT_EQ(parse(bytes).cluster_size, GetParam().cluster);
}

INSTANTIATE_TEST_SUITE_P(Codes, NtfsClusters,
                         testing::Values(ClusterCase{512, 1, 512}, ClusterCase{512, 128, 65536},
                                         ClusterCase{512, 0xF8, 131072},   // 2^8 sectors
                                         ClusterCase{512, 0xF4, 2097152},  // 2^12
                                         ClusterCase{4096, 1, 4096},
                                         ClusterCase{4096, 0xF7, 2097152},
                                         ClusterCase{4096, 0xF4, 0},  // 16 MiB
                                         ClusterCase{512, 0xF3, 0}, ClusterCase{512, 0, 0},
                                         ClusterCase{512, 3, 0}, ClusterCase{512, 129, 0},
                                         ClusterCase{256, 8, 0}, ClusterCase{8192, 1, 0},
                                         ClusterCase{513, 8, 0}, ClusterCase{0, 8, 0}));

TEST(NtfsBootSector, RecordSizesAreClustersOrPowersOfTwo) {
  auto bytes = test_bytes::boot_sector();
  for (const auto& [code, size] :
       {std::pair{0xF6, 1024U}, {0xF4, 4096U}, {0x01, 4096U}, {0x10, 65536U}, {0xF7, 512U}}) {
    put(bytes, 0x40, static_cast<unsigned>(code), 1);
    EXPECT_EQ(parse(bytes).record_size, size) << code;
  }
  for (const auto code : {0x00U, 0x03U, 0x20U, 0xF8U, 0xEFU, 0x80U, 0xE1U}) {
    put(bytes, 0x40, code, 1);
    EXPECT_EQ(test::error_kind_of([&] { parse(bytes); }), ErrorKind::damaged) << code;
  }
}

TEST(NtfsBootSector, RefusesNumbersThatDoNotFitEachOther) {
  for (const auto& [offset, value] :
       {std::pair<std::size_t, std::uint64_t>{0x28, 1ULL << 55}, {0x30, 4095}, {0x30, ~0ULL}}) {
    auto bytes = test_bytes::boot_sector();
    put(bytes, offset, value, 8);
    EXPECT_EQ(test::error_kind_of([&] { parse(bytes); }), ErrorKind::damaged) << offset;
  }
}

// The volume has 32768 sectors: 32767 of the file system and the backup.
io::SourcePtr volume_with(const test_bytes::Bytes& first, std::size_t backup_offset) {
  test_bytes::Bytes volume(32768 * 512);
  std::copy(first.begin(), first.end(), volume.begin());
  const auto backup = test_bytes::boot_sector();
  std::copy(backup.begin(), backup.end(),
            volume.begin() + static_cast<std::ptrdiff_t>(backup_offset));
  return std::make_shared<io::MemorySource>(std::move(volume));
}

TEST(NtfsBootSector, TheBackupIsTakenWhereTheFirstIsDamaged) {
  auto broken = test_bytes::boot_sector();
  put(broken, 13, 7, 1);
  for (const std::size_t offset : {32767U * 512U, 16384U * 512U}) {
    const auto found = find_boot_sector(*volume_with(broken, offset));
    EXPECT_EQ(found.geometry.cluster_count, 4095U);
    EXPECT_NE(found.remark.find(std::to_string(offset)), std::string::npos) << found.remark;
  }
  const auto intact = find_boot_sector(*volume_with(test_bytes::boot_sector(), 32767 * 512));
  EXPECT_EQ(intact.remark, "");
}

TEST(NtfsBootSector, TheFirstFaultIsToldWhereNoBackupHelps) {
  auto broken = test_bytes::boot_sector();
  put(broken, 13, 7, 1);
  try {
    find_boot_sector(*volume_with(broken, 5 * 512));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), 13U);
  }
  EXPECT_EQ(test::error_kind_of([] { find_boot_sector(*test::memory_source("NTFS")); }),
            ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
