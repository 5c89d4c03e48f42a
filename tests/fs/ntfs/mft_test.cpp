// A small volume laid out by hand whose MFT lies in three pieces, so that its own record needs an
// attribute list and an extension record.
#include "fs/ntfs/mft.hpp"

#include <gtest/gtest.h>

#include "fs/ntfs/built_record.hpp"
#include "fs/ntfs/file.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ntfs {
namespace {

using test_bytes::Bytes;
using test_bytes::bytes_of;
using test_bytes::put;

constexpr std::size_t kCluster = 1024;  // one record
constexpr std::uint64_t kSequence = 1ULL << 48;

Bytes list_entry(std::uint32_t type, std::uint64_t lowest_vcn, std::uint64_t record,
                 std::uint16_t id) {
  Bytes out(32);
  put(out, 0, type, 4);
  put(out, 4, out.size(), 2);
  put(out, 7, 26, 1);
  put(out, 8, lowest_vcn, 8);
  put(out, 16, record, 8);
  put(out, 24, id, 2);
  return out;
}

Bytes joined(const std::vector<Bytes>& parts) {
  Bytes out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

class BuiltVolume {
 public:
  BuiltVolume() : bytes_(100 * kCluster) {}

  Geometry geometry() const {
    Geometry out;
    out.bytes_per_sector = 512;
    out.cluster_size = kCluster;
    out.record_size = kCluster;
    out.index_record_size = 4096;
    out.sector_count = bytes_.size() / 512;
    out.cluster_count = bytes_.size() / kCluster;
    out.mft_cluster = 10;
    out.mft_mirror_cluster = 90;
    return out;
  }
  void place(std::size_t cluster, const Bytes& record) {
    std::copy(record.begin(), record.end(),
              bytes_.begin() + static_cast<std::ptrdiff_t>(cluster * kCluster));
  }
  MftPtr open() const { return Mft::open(std::make_shared<io::MemorySource>(bytes_), geometry()); }

 private:
  Bytes bytes_;
};

// Records 0 to 3 at clusters 10 to 13, 4 to 7 at 40 to 43, 8 to 9 at 60 and 61. The first piece is
// named in record 0, the second in record 2, the third in record 5, which lies in the second.
Bytes base_record(std::uint64_t third_in) {
  const auto list =
      joined({list_entry(0x80, 0, kSequence | 0, 1), list_entry(0x80, 4, kSequence | 2, 1),
              list_entry(0x80, 8, kSequence | third_in, 1)});
  return test_bytes::record(
      {.number = 0},
      {test_bytes::resident_attribute({.type = 0x20, .name = {}}, list),
       test_bytes::non_resident_attribute({.type = 0x80, .name = {}, .flags = 0, .id = 1},
                                          {.lowest_vcn = 0,
                                           .highest_vcn = 3,
                                           .allocated = 10 * kCluster,
                                           .size = 10 * kCluster,
                                           .initialized = 10 * kCluster},
                                          bytes_of({0x11, 4, 10, 0}))});
}

Bytes extension(std::uint32_t number, std::uint64_t lowest, std::uint64_t highest,
                const Bytes& pairs) {
  return test_bytes::record(
      {.number = number, .sequence = 1, .flags = 1, .base = kSequence | 0},
      {test_bytes::non_resident_attribute({.type = 0x80, .name = {}, .flags = 0, .id = 1},
                                          {.lowest_vcn = lowest, .highest_vcn = highest}, pairs)});
}

BuiltVolume volume() {
  BuiltVolume out;
  out.place(10, base_record(5));
  for (std::uint32_t i = 1; i < 4; ++i) out.place(10 + i, test_bytes::record({.number = i}, {}));
  out.place(12, extension(2, 4, 7, bytes_of({0x11, 4, 40, 0})));
  for (std::uint32_t i = 4; i < 8; ++i)
    out.place(36 + i, test_bytes::record({.number = i, .sequence = 1}, {}));
  out.place(41, extension(5, 8, 9, bytes_of({0x11, 2, 60, 0})));
  out.place(60, test_bytes::record({.number = 8, .sequence = 33}, {}));
  out.place(61, test_bytes::record({.number = 9, .sequence = 44, .flags = 0}, {}));
  return out;
}

TEST(NtfsMft, IsJoinedFromPiecesThatLeadToEachOther) {
  const auto mft = volume().open();
  EXPECT_EQ(mft->record_count(), 10U);
  EXPECT_EQ(mft->record(8).sequence(), 33);
  EXPECT_EQ(mft->record(8).bytes().origin(), 60 * kCluster);
  EXPECT_EQ(mft->record(7).bytes().origin(), 43 * kCluster);
  EXPECT_EQ(mft->remark(), "");
}

TEST(NtfsMft, ReferencesAreHeldAgainstTheRecord) {
  const auto mft = volume().open();
  EXPECT_EQ(mft->record(FileReference{8, 33}).number(), 8U);
  EXPECT_EQ(mft->record(FileReference{8, 0}).number(), 8U);
  EXPECT_EQ(test::error_kind_of([&] { mft->record(FileReference{8, 32}); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { mft->record(FileReference{9, 44}); }), ErrorKind::damaged);
  EXPECT_EQ(test::error_kind_of([&] { mft->record(10); }), ErrorKind::not_found);
  EXPECT_EQ(test::error_kind_of([&] { mft->record(~0ULL); }), ErrorKind::not_found);
}

TEST(NtfsMft, APieceThatOnlyItselfLeadsToIsDamage) {
  auto circular = volume();
  circular.place(10, base_record(8));  // the third piece would be named by a record inside of it
  EXPECT_EQ(test::error_kind_of([&] { circular.open(); }), ErrorKind::damaged);
}

TEST(NtfsMft, TheMirrorMayHoldTheOnlyGoodRecord) {
  auto broken = volume();
  broken.place(90, base_record(5));
  broken.place(10, Bytes(kCluster));
  const auto mft = broken.open();
  EXPECT_EQ(mft->record(8).sequence(), 33);
  EXPECT_EQ(mft->record(0).bytes().origin(), 90 * kCluster);
  EXPECT_NE(mft->remark().find("its mirror is used"), std::string::npos);
}

// A list that names a record of another file, or an attribute that is not there.
TEST(NtfsMft, AttributeListsLeadOnlyToWhatBelongsToTheFile) {
  const auto with_list = [](const Bytes& list) {
    auto out = volume();
    out.place(
        43, test_bytes::record({.number = 7, .sequence = 1},
                               {test_bytes::resident_attribute({.type = 0x20, .name = {}}, list)}));
    return out;
  };
  const auto find = [](const BuiltVolume& built) {
    return File(built.open(), 7).find(AttributeType::data).has_value();
  };
  EXPECT_FALSE(find(with_list({})));
  for (const auto& entry : {list_entry(0x80, 0, kSequence | 6, 1),      // a file of its own
                            list_entry(0x80, 0, kSequence | 5, 1),      // a part of another
                            list_entry(0x80, 0, kSequence | 7, 1),      // not in this record
                            list_entry(0x80, 0, 2 * kSequence | 5, 1),  // another sequence number
                            list_entry(0x80, 0, kSequence | 99, 1)}) {  // behind the end
    const auto built = with_list(entry);
    EXPECT_EQ(test::error_kind_of([&] { find(built); }), ErrorKind::damaged);
  }
  EXPECT_EQ(test::error_kind_of([&] { find(with_list(list_entry(0x20, 0, kSequence | 7, 0))); }),
            ErrorKind::damaged);
  auto cut = list_entry(0x80, 0, kSequence | 7, 1);
  put(cut, 4, 64, 2);
  EXPECT_EQ(test::error_kind_of([&] { find(with_list(cut)); }), ErrorKind::damaged);
  put(cut, 4, 0, 2);
  EXPECT_EQ(test::error_kind_of([&] { find(with_list(cut)); }), ErrorKind::damaged);
}

}  // namespace
}  // namespace vixmount::fs::ntfs
