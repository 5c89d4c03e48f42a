// Mapping pairs by hand; the first examples are those of libfsntfs' document and of the Linux-NTFS
// project's ("Data Runs").
#include "fs/ntfs/runlist.hpp"

#include <gtest/gtest.h>

#include "fs/ntfs/built_record.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test_bytes::bytes_of;

Geometry geometry() {
  Geometry out;
  out.cluster_size = 4096;
  out.cluster_count = 0x400000;
  return out;
}

Runlist decode(std::initializer_list<int> pairs, std::uint64_t lowest = 0, Runlist out = {}) {
  const auto bytes = bytes_of(pairs);
  append_runs(out, BytesView(bytes), lowest, geometry());
  return out;
}

TEST(NtfsRunlist, Contiguous) {
  EXPECT_EQ(decode({0x21, 0x18, 0x34, 0x56, 0x00}), (Runlist{{0, 0x5634, 0x18}}));
}

TEST(NtfsRunlist, FragmentsGoForwardAndBack) {
  EXPECT_EQ(decode({0x31, 0x38, 0x73, 0x25, 0x34, 0x32, 0x14, 0x01, 0xE5, 0x11, 0x02, 0x31, 0x42,
                    0xAA, 0x00, 0x03, 0x00}),
            (Runlist{{0, 0x342573, 0x38}, {0x38, 0x363758, 0x114}, {0x14C, 0x393802, 0x42}}));
  EXPECT_EQ(decode({0x11, 0x30, 0x60, 0x21, 0x10, 0x00, 0x01, 0x11, 0x20, 0xE0, 0x00}),
            (Runlist{{0, 0x60, 0x30}, {0x30, 0x160, 0x10}, {0x40, 0x140, 0x20}}));
}

TEST(NtfsRunlist, HolesHaveNoPlace) {
  EXPECT_EQ(decode({0x11, 0x30, 0x20, 0x01, 0x60, 0x11, 0x10, 0x30, 0x00}),
            (Runlist{{0, 0x20, 0x30}, {0x30, Run::kHole, 0x60}, {0x90, 0x50, 0x10}}));
  // NTFS 1.x: cluster -1.
  EXPECT_EQ(decode({0x11, 0x02, 0xFF, 0x00}), (Runlist{{0, Run::kHole, 2}}));
}

TEST(NtfsRunlist, NeighboursAreJoined) {
  EXPECT_EQ(decode({0x11, 4, 10, 0x11, 6, 4, 0x01, 2, 0x01, 3, 0x00}),
            (Runlist{{0, 10, 10}, {10, Run::kHole, 5}}));
}

TEST(NtfsRunlist, PartsFollowEachOther) {
  const auto first = decode({0x11, 4, 10, 0});
  EXPECT_EQ(decode({0x11, 2, 100, 0}, 4, first), (Runlist{{0, 10, 4}, {4, 100, 2}}));
  EXPECT_EQ(test::error_kind_of([&] { decode({0x11, 2, 100, 0}, 5, first); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { decode({0x11, 2, 100, 0}, 3, first); }), ErrorKind::damaged);
}

TEST(NtfsRunlist, NumbersOfEightBytes) {
  EXPECT_EQ(decode({0x88, 5, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0}),
            (Runlist{{0, 7, 5}}));
}

TEST(NtfsRunlist, WhatCannotBeIsDamage) {
  const std::vector<std::initializer_list<int>> cases = {
      {},                   // no end
      {0x11, 4, 10},        // no end
      {0x21, 4, 10},        // cut
      {0x10, 4, 0},         // no length
      {0x11, 0, 10, 0},     // length 0
      {0x11, 0xFF, 10, 0},  // negative length
      {0x19, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 0},
      {0x91, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0},
      {0x11, 4, 0xF0, 0},                                         // before the volume
      {0x31, 4, 0xFD, 0xFF, 0x3F, 0},                             // ends one cluster behind it
      {0x31, 1, 0, 0, 0x40, 0},                                   // begins at its end
      {0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0},  // larger than any file
      {0x81, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0},
      {0x11, 1, 1, 0x81, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0},  // sum overflows
  };
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(test::error_kind_of([&] { decode(cases[i]); }), ErrorKind::damaged) << i;
}

TEST(NtfsRunlist, ThePartEndsWhereItsHeaderSays) {
  const auto part = [](std::uint64_t highest) {
    return test_bytes::non_resident_attribute(
        {}, {.highest_vcn = highest, .allocated = 1 << 20, .size = 1}, bytes_of({0x11, 4, 10, 0}));
  };
  const auto decode_part = [](const test_bytes::Bytes& bytes) {
    Runlist out;
    append_runs(out, Attribute(BytesView(bytes)), geometry());
    return out;
  };
  EXPECT_EQ(decode_part(part(3)), (Runlist{{0, 10, 4}}));
  EXPECT_EQ(decode_part(part(0)), (Runlist{{0, 10, 4}}));  // as early versions wrote it
  for (const std::uint64_t highest : {2U, 4U})
    EXPECT_EQ(test::error_kind_of([&] { decode_part(part(highest)); }), ErrorKind::damaged);
}

TEST(NtfsRunlist, RunsAreFoundByVirtualCluster) {
  const Runlist runs{{2, 10, 4}, {6, Run::kHole, 2}, {8, 100, 1}};
  EXPECT_EQ(find_run(runs, 1), nullptr);
  EXPECT_EQ(find_run(runs, 2), &runs[0]);
  EXPECT_EQ(find_run(runs, 5), &runs[0]);
  EXPECT_EQ(find_run(runs, 7), &runs[1]);
  EXPECT_EQ(find_run(runs, 8), &runs[2]);
  EXPECT_EQ(find_run(runs, 9), nullptr);
  EXPECT_EQ(find_run({}, 0), nullptr);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
