// Small volumes with one lie in each: what is damaged is said with its place, what is not is read.
#include <set>

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "fs/support/walk.hpp"
#include "fs/udf/small_volume.hpp"
#include "fs/udf/udf.hpp"
#include "io/sources.hpp"
#include "support/support.hpp"

namespace vixmount::fs::udf {
namespace {

using test::SmallUdf;
using namespace std::string_literals;

constexpr std::uint32_t kMainSequence = 80;
constexpr std::uint16_t kLogicalVolume = 6;
constexpr std::uint16_t kAnchor = 2;
constexpr std::uint16_t kExtendedFileEntry = 266;

Error error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::internal, "no Error was thrown"};
}

NodeId find(const FileSystem& files, std::string_view name) {
  return files.lookup(files.root(), name).value();
}

std::string content(const FileSystem& files, std::string_view name) {
  return test::content_of(*files.open(find(files, name)));
}

// The file entry with this content embedded.
std::size_t entry_of(const SmallUdf& volume, std::string_view content) {
  return volume.find_text(content) / SmallUdf::kBlock * SmallUdf::kBlock;
}

TEST(UdfDamage, AFileEntryWithAWrongSumHidesNoOther) {
  SmallUdf volume("seeds/udf/plain");
  const auto at = entry_of(volume, "4 bytes of use");
  volume.put(at + 36, "x");
  const auto files = volume.open();
  const auto error = error_of([&] { files->attributes(find(*files, "with use")); });
  EXPECT_EQ(error.kind(), ErrorKind::damaged);
  EXPECT_EQ(error.offset(), at);
  EXPECT_NE(error.message().find("the CRC of descriptor 261 is wrong"), std::string::npos)
      << error.message();
  EXPECT_EQ(content(*files, "linked"), "linked twice");
}

// Only the time of creation is in there, which a file may lack.
TEST(UdfDamage, ABadExtendedAttributeDoesNotHideItsFile) {
  SmallUdf volume("seeds/udf/plain");
  constexpr std::size_t kAttributes = 176;
  constexpr std::size_t kFileType = 27;
  constexpr std::uint16_t kFileEntry = 261;
  constexpr std::uint16_t kAttributeHeader = 262;
  const BytesView view(volume.bytes());
  std::size_t at = 0;
  while (view.le16_at(at) != kFileEntry || view.le16_at(at + kAttributes) != kAttributeHeader)
    at += SmallUdf::kBlock;
  volume.put_sealed(at, at + kFileType, "\5");  // of a device it makes a file
  EXPECT_TRUE(volume.open()->attributes(find(*volume.open(), "device")).born);
  volume.put_sealed(at, at + kAttributes + 4, "!");  // the sum
  const auto files = volume.open();
  const auto attributes = files->attributes(find(*files, "device"));
  EXPECT_EQ(attributes.type, NodeType::regular);
  EXPECT_FALSE(attributes.born);
}

TEST(UdfDamage, AFileEntryOfAnotherBlockIsToldApart) {
  SmallUdf volume("seeds/udf/plain");
  const auto at = entry_of(volume, "4 bytes of use");
  volume.put_sealed(at, at + 12, "\x01\x02\0\0"s);
  const auto files = volume.open();
  const auto error = error_of([&] { files->attributes(find(*files, "with use")); });
  EXPECT_NE(error.message().find("a descriptor of block 513 is in block"), std::string::npos)
      << error.message();
}

TEST(UdfDamage, ABrokenDirectoryEntryHidesNoOther) {
  SmallUdf volume("seeds/udf/plain");
  const auto whole = volume.open();
  std::set<std::string> expected;
  test::walk(*whole, [&](const test::WalkedNode& node) {
    if (node.parent == whole->root()) expected.insert(node.name);
  });
  volume.put(volume.find_text("with use"), "w!th use");
  const auto files = volume.open();
  std::set<std::string> found;
  const auto error = error_of([&] {
    files->list(files->root(), 0, [&](const DirectoryEntry& entry) {
      found.emplace(entry.name);
      return true;
    });
  });
  EXPECT_EQ(error.kind(), ErrorKind::damaged);
  expected.erase("with use");
  EXPECT_EQ(found, expected);
  EXPECT_EQ(content(*files, "streams"), "main");
  EXPECT_EQ(error_of([&] { files->lookup(files->root(), "with use"); }).kind(),
            ErrorKind::damaged);
}

TEST(UdfDamage, TheReserveSequenceStandsIn) {
  SmallUdf volume("seeds/udf/plain");
  volume.put(volume.find(kLogicalVolume, kMainSequence + 2) + 300, "x");
  EXPECT_EQ(content(*volume.open(), "linked"), "linked twice");
  volume.put(volume.find(kLogicalVolume, kMainSequence + 16 + 2) + 300, "x");
  const auto error = error_of([&] { volume.open(); });
  EXPECT_EQ(error.kind(), ErrorKind::damaged);
  EXPECT_EQ(error.offset(), (kMainSequence + 2) * SmallUdf::kBlock);
  const auto identified = identify(*volume.source());
  ASSERT_TRUE(identified);
  EXPECT_FALSE(identified->mountable);
  EXPECT_NE(identified->remark.find("it is damaged"), std::string::npos) << identified->remark;
}

TEST(UdfDamage, AnotherAnchorStandsIn) {
  SmallUdf volume("seeds/udf/plain");
  const auto at = volume.find(kAnchor, 256);
  const std::string anchor(reinterpret_cast<const char*>(volume.bytes().data()) + at, 512);
  volume.put(at, "x");
  EXPECT_EQ(error_of([&] { volume.open(); }).message(), "there is no anchor volume descriptor");
  const auto last = volume.bytes().size() / SmallUdf::kBlock - 1;
  for (const auto place : {last, last - 256, std::size_t{512}}) {
    auto other = volume;
    other.put(place * SmallUdf::kBlock, anchor);
    const le32 location = static_cast<std::uint32_t>(place);
    other.put_sealed(place * SmallUdf::kBlock, place * SmallUdf::kBlock + 12,
                     {reinterpret_cast<const char*>(&location), 4});
    EXPECT_EQ(content(*other.open(), "linked"), "linked twice") << place;
  }
}

TEST(UdfDamage, TheMirrorOfTheMetadataStandsIn) {
  SmallUdf volume("seeds/udf/metadata");
  const auto block = entry_of(volume, "linked twice");
  volume.put(block, "x");
  EXPECT_EQ(content(*volume.open(), "linked"), "linked twice");
  EXPECT_EQ(volume.open()->info().state, "");
  constexpr std::uint32_t kMainFile = 10;
  volume.put(volume.find(kExtendedFileEntry, kMainFile) + 60, "x");
  const auto files = volume.open();
  EXPECT_NE(files->info().state.find("one copy of the metadata is damaged"), std::string::npos);
  EXPECT_EQ(content(*files, "linked"), "linked twice");
}

TEST(UdfDamage, AnUnknownStrategyIsRefusedByName) {
  SmallUdf volume("seeds/udf/plain");
  const auto at = entry_of(volume, "4 bytes of use");
  volume.put_sealed(at, at + 20, "\x05");
  const auto files = volume.open();
  const auto error = error_of([&] { files->open(find(*files, "with use")); });
  EXPECT_EQ(error.kind(), ErrorKind::unsupported);
  EXPECT_NE(error.message().find("strategy 5"), std::string::npos);
}

TEST(UdfDamage, ALaterRevisionIsRefused) {
  SmallUdf volume("seeds/udf/plain");
  constexpr std::size_t kLeastReadRevision = 80 + 4 + 4 + 40;
  const auto at = volume.find(9, 112);
  volume.put_sealed(at, at + kLeastReadRevision, "\x00\x03"s);
  const auto error = error_of([&] { volume.open(); });
  EXPECT_EQ(error.kind(), ErrorKind::unsupported_version);
  EXPECT_EQ(error.message(), "UDF 3.00");
}

// The extent of descriptors that "short" goes on in names itself as its continuation.
TEST(UdfDamage, DescriptorsInACircleEnd) {
  SmallUdf volume("seeds/udf/plain");
  constexpr std::uint16_t kAllocationExtent = 258;
  const BytesView view(volume.bytes());
  std::size_t at = 860 * SmallUdf::kBlock;  // its blocks are among those of data
  while (view.le16_at(at) != kAllocationExtent || view.le32_at(at + 20) != 16)
    at += SmallUdf::kBlock;
  const le32 own = view.le32_at(at + 12);
  const std::string length = "\0\2\0\xc0"s;  // 512, and that the descriptors go on there
  volume.put_sealed(at, at + 24, length + std::string(reinterpret_cast<const char*>(&own), 4));
  const auto files = volume.open();
  const auto error = error_of([&] { files->open(find(*files, "short")); });
  EXPECT_EQ(error.kind(), ErrorKind::damaged);
  EXPECT_NE(error.message().find("run in a circle"), std::string::npos) << error.message();
}

TEST(UdfDamage, AVirtualTableThatIsLostIsSaid) {
  SmallUdf volume("seeds/udf/virtual");
  volume.put(volume.bytes().size() - SmallUdf::kBlock, "x");
  EXPECT_NE(error_of([&] { volume.open(); }).message().find("no virtual allocation table"),
            std::string::npos);
}

TEST(UdfDamage, AShortVolumeSaysWhatIsMissing) {
  const SmallUdf volume("seeds/udf/plain");
  const auto cut = std::make_shared<io::SliceSource>(volume.source(), 0, 860 * SmallUdf::kBlock);
  const auto files = open(cut, Options{}, Log{});
  EXPECT_NE(files->info().state.find("what is behind is missing"), std::string::npos);
  EXPECT_EQ(content(*files, "linked"), "linked twice");
  EXPECT_EQ(error_of([&] { content(*files, "pieces"); }).kind(), ErrorKind::damaged);
}

struct Lie {
  const char* name;
  const char* says;  // empty: nothing, it is read all the same
};

void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }

// What opening and reading everything says first.
std::string first_complaint(const SmallUdf& volume) {
  try {
    const auto files = volume.open();
    test::walk(*files, [&](const test::WalkedNode& node) {
      if (node.attributes.type == NodeType::regular)
        test::content_of(*files->open(node.attributes.node));
    });
    return files->info().state;
  } catch (const Error& error) {
    return error.message();
  }
}

class UdfLie : public testing::TestWithParam<Lie> {};

TEST_P(UdfLie, IsTold) {
  const auto said = first_complaint(SmallUdf("damaged/udf/" + std::string(GetParam().name)));
  const std::string_view says = GetParam().says;
  EXPECT_TRUE(says.empty() ? said.empty() : said.find(says) != std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(
    Damaged, UdfLie,
    testing::Values(
        Lie{"attributes_of_4_gib", "structure of 4294967295 bytes runs past the end"},
        Lie{"file_set_in_partition_7", "partition 7 is named"},
        Lie{"integrity_that_leads_to_itself", ""},  // what it says is known
        Lie{"map_of_length_0", "a partition map of 0 bytes"},
        Lie{"map_of_type_9", "a partition map of type 9"},
        Lie{"map_table_of_4_gib", "structure of 4294967280 bytes runs past the end"},
        Lie{"maps_4_billion", "4294967295 partition maps"},
        Lie{"metadata_files_in_no_entry", "a descriptor of version 0"},
        Lie{"packets_of_3_blocks", "packets of 3 blocks"},
        Lie{"partition_at_the_end_of_the_numbers", "behind the end of the volume"},
        Lie{"root_is_a_hole_of_a_gib", "descriptor 0 in a directory"},
        Lie{"root_is_a_link", "is not a directory's"},
        Lie{"root_of_2_63_bytes", "a directory of 9223372036854775808 bytes"},
        Lie{"sequence_that_leads_to_itself", ""},  // all descriptors are in it
        Lie{"version_that_leads_to_itself", "the versions of a file entry lead on"},
        Lie{"virtual_table_in_itself", "there is no virtual allocation table"}),
    [](const auto& lie) { return std::string(lie.param.name); });

}  // namespace
}  // namespace vixmount::fs::udf
