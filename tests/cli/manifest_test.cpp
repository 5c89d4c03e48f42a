// The manifest of a copy: enough to verify a restore with, and nothing left out.
#include <filesystem>

#include "copy_fixture.hpp"

namespace vixmount::test {
namespace {

using Piece = FakeDisks::Piece;
namespace host = std::filesystem;

class ManifestOfACopy : public Copy {
 protected:
  ManifestLines copy_with_manifest(std::vector<std::string> paths,
                                   std::vector<std::string> options = {}) {
    options.insert(options.end(), {"--manifest", folder.file("manifest")});
    result = copy(std::move(paths), std::move(options));
    return ManifestLines(folder.file("manifest"));
  }
  CommandResult result;
};

TEST_F(ManifestOfACopy, VerifiesARestore) {
  disks.add_folder("d");
  disks.add_file("d/small", "content\n");
  disks.add_file("d/pieces", {{io::ExtentKind::hole, "", 3 << 20},
                              {io::ExtentKind::data, std::string(2500000, 'd'), 0},
                              {io::ExtentKind::opaque, "packed", 0},
                              {io::ExtentKind::zero, "", 5}});
  disks.add_file("d/empty", "");
  const auto lines = copy_with_manifest({"/d"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const std::string name : {"small", "pieces", "empty"}) {
    const auto& line = lines.of("/d/" + name);
    EXPECT_STREQ(line["status"].GetString(), "restored");
    EXPECT_EQ(line["restored_path"].GetString(), "d/" + name);
    EXPECT_EQ(line["sha256"].GetString(), sha256_of_file(at("d/" + name)));
    EXPECT_EQ(line["size"].GetUint64(), host::file_size(at("d/" + name)));
  }
}

TEST_F(ManifestOfACopy, TellsWhatANodeIs) {
  auto& file = disks.add_file("f", "x");
  file.entry.attributes.born = fs::Timestamp{-1, 500000000};
  disks.add_link("l", "elsewhere");
  disks.add_hard_link("g", "f");
  const auto lines = copy_with_manifest({"/"});
  const auto& f = lines.of("/f");
  EXPECT_STREQ(f["type"].GetString(), "file");
  EXPECT_STREQ(f["mode"].GetString(), "0644");
  EXPECT_STREQ(f["modified"].GetString(), "2023-11-14T22:13:20.123456789Z");
  EXPECT_STREQ(f["accessed"].GetString(), "2020-09-13T12:26:40.987654321Z");
  EXPECT_STREQ(f["born"].GetString(), "1969-12-31T23:59:59.500000000Z");
  EXPECT_STREQ(lines.of("/l")["target"].GetString(), "elsewhere");
  EXPECT_STREQ(lines.of("/g")["hard_link_of"].GetString(), "f");
  EXPECT_STREQ(lines.of("/")["restored_path"].GetString(), ".");
  EXPECT_STREQ(lines.of("/")["type"].GetString(), "directory");
}

TEST_F(ManifestOfACopy, HoldsAllThatFailed) {
  disks.add_folder("d");
  disks.add_file("d/bad", "abc").is_unreadable = true;
  disks.add("d/worse", fs::NodeType::unknown).entry.error = "inode 7 is damaged";
  disks.add_folder("d/taken");
  disks.add_folder("d/taken/below");
  disks.add_file("d/taken/below/f", "lost with its folder");
  host::create_directories(at("d"));
  write_file(at("d/taken"), "a file where the folder should be");
  const auto lines = copy_with_manifest({"/d", "/nope"});
  EXPECT_EQ(result.exit_code, 1);
  for (const std::string path :
       {"/d/bad", "/d/worse", "/d/taken", "/d/taken/below", "/d/taken/below/f", "/nope"}) {
    EXPECT_STREQ(lines.of(path)["status"].GetString(), "failed") << path;
    EXPECT_STRNE(lines.of(path)["reason"].GetString(), "") << path;
  }
  EXPECT_STREQ(lines.of("/d")["status"].GetString(), "restored");
  EXPECT_EQ(lines.summary()["failures"].GetUint64(), 6U);
  EXPECT_TRUE(lines.summary()["complete"].GetBool());
}

TEST_F(ManifestOfACopy, TellsWhatWasNotKept) {
  disks.add_file("f", "").xattrs = {{"user.kept", "12345"}, {"nonsense.name", "x"}};
  if (!host_takes_user_xattrs()) GTEST_SKIP() << "no user attributes in the temporary folder";
  const auto lines = copy_with_manifest({"/f"});
  const auto& xattrs = lines.of("/f")["xattrs"];
  ASSERT_EQ(xattrs.Size(), 2U);
  EXPECT_STREQ(xattrs[0]["kept_as"].GetString(), "user.kept");
  EXPECT_EQ(xattrs[0]["size"].GetUint64(), 5U);
  EXPECT_FALSE(xattrs[1].HasMember("kept_as"));
  EXPECT_STREQ(lines.of("/f")["not_kept"][0]["what"].GetString(), "xattr");
}

TEST_F(ManifestOfACopy, TellsWhereStreamsWent) {
  if (!host_takes_user_xattrs()) GTEST_SKIP() << "no user attributes in the temporary folder";
  disks.add_file("f", "");
  disks.add_stream("f", "small", "abc");
  disks.add_stream("f", "large", std::string(80000, 'l'));
  const auto lines = copy_with_manifest({"/f"});
  const auto& streams = lines.of("/f")["streams"];
  EXPECT_STREQ(streams[0]["place"].GetString(), "xattr");
  EXPECT_STREQ(streams[0]["kept_as"].GetString(), "user.small");
  // By sha256sum: printf abc
  EXPECT_STREQ(streams[0]["sha256"].GetString(),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_STREQ(streams[1]["place"].GetString(), "file");
  EXPECT_STREQ(streams[1]["kept_as"].GetString(), "f:large");
  EXPECT_EQ(streams[1]["sha256"].GetString(), sha256_of_file(at("f:large")));
}

TEST_F(ManifestOfACopy, KeepsNamesThatAreNoText) {
  disks.add_file("caf\xE9", "latin");
  const auto lines = copy_with_manifest({"/"});
  const auto& line = lines.of("/caf\xEF\xBF\xBD");
  EXPECT_STREQ(line["path_base64"].GetString(), "L2NhZuk=");
  EXPECT_STREQ(line["restored_path_base64"].GetString(), "Y2Fm6Q==");
}

}  // namespace
}  // namespace vixmount::test
