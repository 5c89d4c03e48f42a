#include "capi/configuration.hpp"

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace vixmount::capi {
namespace {

TEST(Configuration, KeysInAnyCaseQuotedOrNot) {
  const auto configuration = parse_configuration(
      "# a comment = 1\r\n"
      "TMPDIRECTORY = \"/var/tmp/a # b\"  # a comment\r\n"
      "vixdisklib.transport.loglevel=4 # details\n"
      "  vixMntapi.cfg.LogLevel = 99\n"
      "vixmount.allowedFolders = /a:/b::/c\n"
      "vixmount.allowOther = \"1\"\n"
      "VIXMOUNT.KEYFILE = \"/etc/my keys\"  # kept safe\n"
      "vixmount.uid = 1000\n"
      "vixmount.gid = -1\n"
      "some.other.key = 5\n"
      "no value at all\n"
      "=\n"
      "vixmount.ignoreCidMismatch = 1");
  EXPECT_EQ(configuration.temporary_folder, "/var/tmp/a # b");
  EXPECT_EQ(configuration.disk_log_level, 4);
  EXPECT_EQ(configuration.mount_log_level, 6);
  EXPECT_EQ(configuration.allowed_folders, (std::vector<std::string>{"/a", "/b", "/c"}));
  EXPECT_TRUE(configuration.ignore_id_mismatch);
  EXPECT_EQ(configuration.key_file, "/etc/my keys");
  EXPECT_TRUE(configuration.allow_other);
  EXPECT_EQ(configuration.owner, 1000U);
  EXPECT_EQ(configuration.group, std::nullopt);
}

TEST(Configuration, SubvolumesOfEachBtrfsOrOfOne) {
  const auto found = parse_configuration(
      "vixmount.subvolume = \"2F1C0A5E-83d4-4c6b-9b57-6d1e2a90c301:@/a:b\"\n"
      "vixmount.subvolume = \"2f1c0a5e-83d4-4c6b-9b57-6d1e2a90c30x:@\"\n"
      "VIXMOUNT.SUBVOLUME = @home # the rest\n"
      "vixmount.subvolume =\n").subvolumes;
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].uuid, "2F1C0A5E-83d4-4c6b-9b57-6d1e2a90c301");
  EXPECT_EQ(found[0].name, "@/a:b");
  EXPECT_EQ(found[1].uuid, "");
  EXPECT_EQ(found[1].name, "2f1c0a5e-83d4-4c6b-9b57-6d1e2a90c30x:@");
  EXPECT_EQ(found[2].uuid, "");
  EXPECT_EQ(found[2].name, "@home");
}

TEST(Configuration, DefaultsWithoutAnyKey) {
  const auto configuration = parse_configuration("vixDiskLib.transport.LogLevel = often\n");
  EXPECT_EQ(configuration.disk_log_level, kInformationLevel);
  EXPECT_EQ(configuration.temporary_folder, "");
  EXPECT_FALSE(configuration.ignore_id_mismatch);
}

TEST(Configuration, FilesThatAreNoneAreRemarkedUpon) {
  const test::TemporaryFolder folder;
  std::string remark;
  EXPECT_EQ(read_configuration(folder.file("absent"), remark), std::nullopt);
  EXPECT_NE(remark.find("absent"), std::string::npos);
  EXPECT_EQ(read_configuration(folder.path().string(), remark), std::nullopt);
  EXPECT_NE(remark.find("no regular file"), std::string::npos);
  test::write_file(folder.file("big"), std::string((1 << 20) + 1, ' '));
  EXPECT_EQ(read_configuration(folder.file("big"), remark), std::nullopt);
  test::run("mkfifo " + folder.file("pipe"));
  EXPECT_EQ(read_configuration(folder.file("pipe"), remark), std::nullopt);
}

}  // namespace
}  // namespace vixmount::capi
