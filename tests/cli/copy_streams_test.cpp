// What `vixmount cp` does with streams and NTFS metadata.
#include <filesystem>

#include "copy_fixture.hpp"

namespace vixmount::test {
namespace {

using Piece = FakeDisks::Piece;
namespace host = std::filesystem;

class CopyStreams : public Copy {
 protected:
  void SetUp() override {
    if (!host_takes_user_xattrs()) GTEST_SKIP() << "no user attributes in the temporary folder";
  }
};

TEST_F(CopyStreams, SmallOnesBecomeAttributes) {
  disks.add_file("f", "main");
  disks.add_stream("f", "Zone.Identifier", "[ZoneTransfer]\r\nZoneId=3\r\n");
  disks.add_stream("f", "empty", "");
  // The file system shows its streams as attributes as well.
  disks.node_of("f").xattrs = {{"user.Zone.Identifier", "[ZoneTransfer]\r\nZoneId=3\r\n"}};
  const auto result = copy({"/f"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(xattr_of("f", "user.Zone.Identifier"), "[ZoneTransfer]\r\nZoneId=3\r\n");
  EXPECT_EQ(xattr_of("f", "user.empty"), "");
  EXPECT_EQ(std::distance(host::directory_iterator(destination), {}), 1);
  EXPECT_EQ(status_of("f").st_mtim.tv_nsec, 123456789);
}

TEST_F(CopyStreams, LargeOnesBecomeFilesBeside) {
  auto& file = disks.add_file("f", "main");
  file.entry.attributes.permissions = 0750;
  const std::string content(100000, 's');
  disks.add_stream("f", "large", content);
  EXPECT_EQ(copy({"/f"}).exit_code, 0);
  EXPECT_EQ(read_file(at("f:large")), content);
  EXPECT_EQ(status_of("f:large").st_mode & 07777U, 0640U);
  EXPECT_EQ(status_of("f:large").st_mtim.tv_nsec, 123456789);
}

TEST_F(CopyStreams, OfFoldersAndOfTheRoot) {
  disks.add_stream("", "of root", std::string(70000, 'r'));
  disks.add_folder("d");
  disks.add_stream("d", "of folder", std::string(70000, 'd'));
  disks.add_stream("d", "small", "attribute");
  disks.add_file("d/f", "x");
  EXPECT_EQ(copy({"/"}).exit_code, 0);
  EXPECT_EQ(read_file(at(":of root")).size(), 70000U);
  EXPECT_EQ(read_file(at("d:of folder")).size(), 70000U);
  EXPECT_EQ(xattr_of("d", "user.small"), "attribute");
  EXPECT_EQ(status_of("d").st_mtim.tv_nsec, 123456789);
}

TEST_F(CopyStreams, AFileOfThatNameIsNotReplaced) {
  disks.add_file("f", "main");
  disks.add_stream("f", "s", std::string(70000, 's'));
  disks.add_file("f:s", "a file of its own");
  EXPECT_EQ(copy({"/"}, {"--force"}).exit_code, 0);
  EXPECT_EQ(read_file(at("f:s")), "a file of its own");
  // By sha256sum: printf f:s
  EXPECT_EQ(read_file(at("f%3As%~8e59e68e7b716e68")).size(), 70000U);
}

TEST_F(CopyStreams, ByOptionAlwaysFilesOrNone) {
  disks.add_file("f", "main");
  disks.add_stream("f", "s", "content");
  EXPECT_EQ(copy({"/f"}, {"--streams", "files"}).exit_code, 0);
  EXPECT_EQ(read_file(at("f:s")), "content");
  EXPECT_EQ(xattr_of("f", "user.s"), "(none)");
  host::remove_all(destination);
  const auto result = copy({"/f"}, {"--streams", "none"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_FALSE(host::exists(at("f:s")));
  EXPECT_NE(result.err.find("not kept: stream of 1 files"), std::string::npos) << result.err;
}

TEST_F(CopyStreams, OneThatCannotBeReadIsAFailure) {
  disks.add_file("f", "main");
  disks.add_stream("f", "bad", "x").is_unreadable = true;
  const auto manifest = folder.file("manifest");
  const auto result = copy({"/f"}, {"--manifest", manifest});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(read_file(at("f")), "main");
  EXPECT_NE(result.err.find("f:bad: the block lies outside"), std::string::npos) << result.err;
  const ManifestLines lines(manifest);
  EXPECT_STREQ(lines.of("/f")["status"].GetString(), "incomplete");
  EXPECT_STREQ(lines.of("/f")["streams"][0]["place"].GetString(), "nowhere");
  EXPECT_NE(std::string(lines.of("/f")["streams"][0]["reason"].GetString()).find("4711"),
            std::string::npos);
}

TEST_F(CopyStreams, MetadataGetsNamesThatTheHostTakes) {
  disks.add_file("f", "").xattrs = {{"system.ntfs_acl", std::string("\1\0acl", 5)},
                                    {"system.ntfs_attrib", std::string("\x22\0\0\0", 4)},
                                    {"system.ntfs_attrib_be", std::string("\0\0\0\x22", 4)}};
  const auto manifest = folder.file("manifest");
  EXPECT_EQ(copy({"/f"}, {"--manifest", manifest}).err, "");
  EXPECT_EQ(xattr_of("f", "user.ntfs.acl"), std::string("\1\0acl", 5));
  EXPECT_EQ(xattr_of("f", "user.ntfs.attrib_be"), std::string("\0\0\0\x22", 4));
  EXPECT_EQ(xattr_of("f", "user.ntfs.attrib"), "(none)");
  const ManifestLines lines(manifest);
  const auto& attributes = lines.of("/f")["dos_attributes"];
  ASSERT_EQ(attributes.Size(), 2U);
  EXPECT_STREQ(attributes[0].GetString(), "hidden");
  EXPECT_STREQ(attributes[1].GetString(), "archive");
}

TEST_F(CopyStreams, MetadataOfLinksAsRoot) {
  VIXMOUNT_REQUIRE_ROOT();
  disks.add_link("l", "target").xattrs = {{"system.ntfs_reparse_data", "data"}};
  if (::lsetxattr(folder.file("probe").c_str(), "trusted.probe", "1", 1, 0) != 0)
    GTEST_SKIP() << "no trusted attributes in the temporary folder";
  EXPECT_EQ(copy({"/l"}).err, "");
  EXPECT_EQ(xattr_of("l", "trusted.ntfs.reparse_data"), "data");
}

TEST_F(CopyStreams, AStreamDoesNotPassForMetadata) {
  disks.add_file("f", "");
  disks.add_stream("f", "ntfs.acl", "not an ACL");
  EXPECT_EQ(copy({"/f"}).exit_code, 0);
  EXPECT_EQ(xattr_of("f", "user.ntfs.acl"), "(none)");
  EXPECT_EQ(read_file(at("f:ntfs.acl")), "not an ACL");
}

}  // namespace
}  // namespace vixmount::test
