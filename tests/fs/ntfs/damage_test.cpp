// Volumes made by mkntfs and then damaged in one place.
#include <gtest/gtest.h>

#include "fs/ntfs/edited_image.hpp"
#include "fs/ntfs/image.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/registry.hpp"

namespace vixmount::fs::ntfs {
namespace {

class NtfsDamage : public testing::Test {
 protected:
  void SetUp() override { VIXMOUNT_REQUIRE_PROGRAM("mkntfs"); }

  EditedImage image() { return EditedImage(make_image(folder_, "-L Label", "8M")); }
  static FileSystemPtr open(const EditedImage& image) {
    return ntfs::open(image.source(), fs::OpenOptions{}, Log{});
  }
  static void expect_tree(const FileSystem& files) {
    EXPECT_EQ(files.info().label, "Label");
    EXPECT_TRUE(files.lookup(files.root(), "$UpCase"));
    std::size_t entries = 0;
    files.list(files.root(), 0, [&](const DirectoryEntry&) { return ++entries != 0; });
    EXPECT_EQ(entries, 0U);  // but for the system files, a fresh volume is empty
  }

  test::TemporaryFolder folder_;
};

TEST_F(NtfsDamage, AnIntactVolumeHasNothingToSay) {
  const auto files = open(image());
  expect_tree(*files);
  EXPECT_EQ(files->info().state, "");
}

TEST_F(NtfsDamage, TheMirrorStandsInForTheFirstRecords) {
  for (const std::uint64_t number : {0U, 1U, 2U, 3U}) {
    auto edited = image();
    edited.put(edited.record(number) + 1022, 0xDEAD, 2);  // a torn write
    const auto files = open(edited);
    expect_tree(*files);
    EXPECT_NE(files->info().state.find("MFT record " + std::to_string(number)), std::string::npos)
        << files->info().state;
    EXPECT_NE(files->info().state.find("its mirror is used"), std::string::npos);
  }
}

TEST_F(NtfsDamage, WithoutTableAndMirrorThereIsNoTree) {
  auto edited = image();
  edited.put(edited.record(0), 0, 4);
  edited.put(edited.mirrored_record(0), 0, 4);
  try {
    open(edited);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_EQ(error.offset(), edited.record(0));
  }
}

TEST_F(NtfsDamage, TheBackupBootSectorIsFoundWhereTheFirstIsLost) {
  auto edited = image();
  const auto expected = fs::identify(edited.source());
  ASSERT_TRUE(expected);
  for (std::size_t i = 0; i < 512; ++i) edited.bytes()[i] = std::byte{0};
  const auto found = fs::identify(edited.source());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "ntfs");
  EXPECT_EQ(found->uuid, expected->uuid);
  EXPECT_TRUE(found->mountable);
  const auto files = fs::open(edited.source(), {}, Log{});
  expect_tree(*files);
  EXPECT_NE(files->info().state.find("backup boot sector"), std::string::npos);
}

TEST_F(NtfsDamage, TheDirtyFlagIsTold) {
  auto edited = image();
  const auto information = edited.attribute(3, 0x70);
  edited.put(information + 24 + 10, 1, 2);
  EXPECT_NE(open(edited)->info().state.find("dirty"), std::string::npos);
}

TEST_F(NtfsDamage, NewerVersionsAreRefused) {
  auto edited = image();
  const auto information = edited.attribute(3, 0x70);
  EXPECT_EQ(edited.get(information + 24 + 8, 2), 0x0103U);
  edited.put(information + 24 + 8, 4, 1);
  EXPECT_EQ(test::error_kind_of([&] { open(edited); }), ErrorKind::unsupported_version);
}

TEST_F(NtfsDamage, WithoutUpCaseNamesAreComparedByTheStandardTable) {
  auto edited = image();
  edited.put(edited.record(10), 0, 4);
  const auto files = open(edited);
  EXPECT_NE(files->info().state.find("$UpCase"), std::string::npos) << files->info().state;
  EXPECT_TRUE(files->lookup(files->root(), "$bitmap"));
}

TEST_F(NtfsDamage, AVolumeThatIsCutSaysWhereItEnds) {
  auto edited = image();
  edited.bytes().resize(edited.record(4));
  try {
    const auto files = open(edited);
    files->lookup(files->root(), "x");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::damaged);
    EXPECT_GE(error.offset().value_or(0), edited.size());
  }
}

TEST_F(NtfsDamage, SystemFilesAreFoundByName) {
  const auto files = open(image());
  for (const auto* name : {"$MFT", "$MFTMirr", "$LogFile", "$Volume", "$AttrDef", "$Bitmap",
                           "$Boot", "$BadClus", "$Secure", "$UpCase"}) {
    const auto node = files->lookup(files->root(), name);
    ASSERT_TRUE(node) << name;
    EXPECT_NE(*node, 0U) << name;
    const auto attributes = files->attributes(*node);
    EXPECT_EQ(attributes.node, *node);
    EXPECT_EQ(attributes.type, NodeType::regular) << name;
    EXPECT_EQ(files->open(*node)->size(), attributes.size) << name;
  }
  const auto extend = files->lookup(files->root(), "$Extend");
  ASSERT_TRUE(extend);
  EXPECT_EQ(files->attributes(*extend).type, NodeType::directory);
  EXPECT_EQ(files->parent(*extend), files->root());
  const auto mft = files->open(*files->lookup(files->root(), "$MFT"));
  const auto magic = io::read_bytes(*mft, 5 * 1024, 4);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(magic.data()), 4), "FILE");
}

}  // namespace
}  // namespace vixmount::fs::ntfs
