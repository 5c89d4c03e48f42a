#include <rapidjson/document.h>

#include "cli/exit_code.hpp"
#include "cli/guest_path.hpp"
#include "fake_session.hpp"

namespace vixmount::test {
namespace {

FakeDisks small_tree() {
  FakeDisks disks;
  disks.add_folder("etc");
  auto& hosts = disks.add_file("etc/hosts", "127.0.0.1 localhost\n");
  hosts.entry.attributes.owner = 1000;
  hosts.entry.attributes.group = 100;
  disks.add_link("etc/mtab", "/proc/mounts");
  disks.add_link("conf", "/etc");
  return disks;
}

rapidjson::Document parse(const std::string& text) {
  rapidjson::Document document;
  // With the check of UTF-8, which a reader elsewhere may make too.
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  EXPECT_FALSE(document.HasParseError()) << text;
  return document;
}

TEST(Ls, PlainNamesOfOneFolder) {
  auto disks = small_tree();
  const auto result = run_command(disks, {"ls", "-a", "x.vmdk", "/etc"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "hosts\nmtab\n");
  EXPECT_EQ(disks.opened, std::vector<std::string>{"x.vmdk"});
}

TEST(Ls, LongLines) {
  auto disks = small_tree();
  const auto result = run_command(disks, {"ls", "-l", "-a", "x.vmdk", "/etc/hosts"});
  EXPECT_EQ(result.out,
            "-rw-r--r--   1  1000   100           20 2023-11-14T22:13:20Z /etc/hosts\n");
}

TEST(Ls, RecursiveWithWholePaths) {
  auto disks = small_tree();
  const auto result = run_command(disks, {"ls", "-R", "-a", "x.vmdk"});
  EXPECT_EQ(result.out, "/etc\n/etc/hosts\n/etc/mtab\n/conf\n");
}

TEST(Ls, ALinkToAFolderIsFollowedOthersAreShown) {
  auto disks = small_tree();
  EXPECT_EQ(run_command(disks, {"ls", "-a", "x", "/conf"}).out, "hosts\nmtab\n");
  const auto dangling = run_command(disks, {"ls", "-l", "-a", "x", "/etc/mtab"});
  EXPECT_EQ(dangling.exit_code, 0);
  EXPECT_NE(dangling.out.find("/etc/mtab -> /proc/mounts"), std::string::npos);
}

TEST(Ls, OneMissingPathDoesNotHideTheOthers) {
  auto disks = small_tree();
  const auto two = run_command(disks, {"ls", "-a", "x", "/nope", "/etc"});
  EXPECT_EQ(two.exit_code, 1);
  EXPECT_EQ(two.out, "/etc:\nhosts\nmtab\n");
  EXPECT_NE(two.err.find("/nope: not found"), std::string::npos);
  const auto one = run_command(disks, {"ls", "--json", "-a", "x", "/nope"});
  EXPECT_EQ(one.exit_code, 3);
  EXPECT_EQ(one.out, "");
}

TEST(Ls, JsonHoldsTheAttributes) {
  auto disks = small_tree();
  auto& device = disks.add("null", fs::NodeType::character_device, 0666);
  device.entry.attributes.device_major = 1;
  device.entry.attributes.device_minor = 3;
  const auto document = parse(run_command(disks, {"ls", "-lR", "--json", "-a", "x", "/"}).out);
  const auto& entries = document["entries"];
  ASSERT_EQ(entries.Size(), 5U);
  const auto& hosts = entries[1];
  EXPECT_STREQ(hosts["path"].GetString(), "/etc/hosts");
  EXPECT_STREQ(hosts["type"].GetString(), "file");
  EXPECT_STREQ(hosts["mode"].GetString(), "0644");
  EXPECT_EQ(hosts["uid"].GetUint(), 1000U);
  EXPECT_EQ(hosts["gid"].GetUint(), 100U);
  EXPECT_EQ(hosts["size"].GetUint64(), 20U);
  EXPECT_STREQ(hosts["modified"].GetString(), "2023-11-14T22:13:20.123456789Z");
  EXPECT_STREQ(hosts["accessed"].GetString(), "2020-09-13T12:26:40.987654321Z");
  EXPECT_STREQ(entries[2]["target"].GetString(), "/proc/mounts");
  EXPECT_STREQ(entries[4]["type"].GetString(), "character_device");
  EXPECT_EQ(entries[4]["major"].GetUint(), 1U);
  EXPECT_EQ(entries[4]["minor"].GetUint(), 3U);
}

TEST(Ls, JsonOfAnEmptyFolderIsWhole) {
  FakeDisks disks;
  EXPECT_EQ(parse(run_command(disks, {"ls", "--json", "-a", "x"}).out)["entries"].Size(), 0U);
}

TEST(Ls, JsonKeepsNamesThatAreNoUtf8) {
  FakeDisks disks;
  disks.add_file("caf\xE9", "");
  const auto document = parse(run_command(disks, {"ls", "--json", "-a", "x"}).out);
  const auto& entry = document["entries"][0];
  EXPECT_STREQ(entry["path"].GetString(), "/caf\xEF\xBF\xBD");
  EXPECT_STREQ(entry["path_base64"].GetString(), "L2NhZuk=");  // printf '/caf\351' | base64
}

TEST(Ls, JsonEscapesWhatItMust) {
  FakeDisks disks;
  const std::string name = "quote\" back\\slash \x01 line\n caf\xC3\xA9";
  disks.add_file(name, "");
  const auto document = parse(run_command(disks, {"ls", "--json", "-a", "x"}).out);
  const auto& entry = document["entries"][0];
  EXPECT_EQ(entry["path"].GetString(), "/" + name);
  EXPECT_FALSE(entry.HasMember("path_base64"));
}

TEST(Ls, UnreadableEntriesAreSaidInBothForms) {
  auto disks = small_tree();
  disks.add("broken", fs::NodeType::unknown).entry.error = "inode 12 has a wrong checksum";
  const auto text = run_command(disks, {"ls", "-l", "-a", "x"});
  EXPECT_EQ(text.exit_code, 1);
  EXPECT_NE(text.err.find("/broken: inode 12 has a wrong checksum"), std::string::npos);
  const auto json = run_command(disks, {"ls", "-l", "--json", "-a", "x"});
  EXPECT_EQ(json.exit_code, 1);
  EXPECT_STREQ(parse(json.out)["entries"][2]["error"].GetString(), "inode 12 has a wrong checksum");
}

FakeDisks two_volumes() {
  FakeDisks disks;
  disk::DiskInfo disk;
  disk.format = "vmdk";
  disk.capacity = 1 << 20;
  disk.links.push_back({"/vm/a.vmdk", "monolithicSparse", "", 0x12345678, {"/vm/a.vmdk"}});
  disks.description.disks.push_back(disk);
  worker::VolumeDescription root;
  root.number = 1;
  root.type = volume::VolumeType::gpt_partition;
  root.scheme = "gpt";
  root.disk = 0;
  root.offset = 1048576;
  root.size = 4096;
  root.partition_number = 1;
  root.identification = {"ext4", "root", "0b1c", true, ""};
  worker::VolumeDescription group;  // over several disks
  group.number = 2;
  group.type = volume::VolumeType::logical;
  group.scheme = "lvm2";
  group.size = 8192;
  disks.description.volumes = {root, group};
  guest::GuestSystem system;
  system.root_volume = 1;
  system.name = "Debian GNU/Linux 12 (bookworm)";
  system.mount_points = {{"/", 1, "ext4", "rw"}};
  disks.systems = {system};
  return disks;
}

TEST(Volumes, JsonHasWhatItPromises) {
  auto disks = two_volumes();
  const auto document = parse(run_command(disks, {"volumes", "--json", "-a", "x"}).out);
  const auto& volumes = document["volumes"];
  ASSERT_EQ(volumes.Size(), 2U);
  const auto& root = volumes[0];
  EXPECT_EQ(root["number"].GetInt(), 1);
  EXPECT_STREQ(root["type"].GetString(), "gpt");
  EXPECT_EQ(root["disk"].GetInt(), 1);
  EXPECT_STREQ(root["disk_path"].GetString(), "/vm/a.vmdk");
  EXPECT_EQ(root["offset"].GetInt(), 1048576);
  EXPECT_EQ(root["size"].GetInt(), 4096);
  EXPECT_STREQ(root["filesystem"].GetString(), "ext4");
  EXPECT_STREQ(root["label"].GetString(), "root");
  EXPECT_STREQ(root["uuid"].GetString(), "0b1c");
  EXPECT_TRUE(root["mountable"].GetBool());
  ASSERT_EQ(root["guest_mount_points"].Size(), 1U);
  EXPECT_STREQ(root["guest_mount_points"][0].GetString(), "/");
  const auto& group = volumes[1];
  for (const char* key : {"disk", "offset", "filesystem", "label", "uuid"})
    EXPECT_TRUE(group[key].IsNull()) << key;
  EXPECT_FALSE(group["mountable"].GetBool());
  EXPECT_EQ(group["guest_mount_points"].Size(), 0U);
}

// A Btrfs on volumes 2 and 3; another one on volume 4 where asked for.
FakeDisks btrfs_on_two_volumes(bool with_another = false) {
  auto disks = two_volumes();
  auto& volumes = disks.description.volumes;
  for (const std::uint32_t number : {2U, 3U, 4U}) {
    if (number == 4 && !with_another) break;
    if (number > 2) volumes.push_back(volumes[0]);
    volumes.back().number = number;
    volumes.back().identification = {"btrfs", "", number == 4 ? "b" : "a", true, ""};
    if (number == 3) volumes.back().member_of = 2;
    disks.subvolumes[number] = {
        {5, "/", false, false}, {256, "@", true, false}, {257, "@/s", false, true}};
  }
  return disks;
}

TEST(Volumes, ListTheSubvolumesOfAFileSystemOnce) {
  auto disks = btrfs_on_two_volumes();
  const auto text = run_command(disks, {"volumes", "-a", "x"}).out;
  EXPECT_NE(text.find("Subvolumes of volume 2 (--subvolume):\n"
                      "  /\n  @ (default)\n  @/s (read-only)\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("Subvolumes of volume 3"), std::string::npos) << text;
  EXPECT_NE(text.find("see volume 2"), std::string::npos) << text;
  const auto document = parse(run_command(disks, {"volumes", "--json", "-a", "x"}).out);
  const auto& volumes = document["volumes"];
  EXPECT_EQ(volumes[0]["subvolumes"].Size(), 0U);
  EXPECT_TRUE(volumes[0]["member_of"].IsNull());
  EXPECT_EQ(volumes[2]["member_of"].GetInt(), 2);
  const auto& subvolumes = volumes[1]["subvolumes"];
  ASSERT_EQ(subvolumes.Size(), 3U);
  EXPECT_EQ(subvolumes[2]["id"].GetInt(), 257);
  EXPECT_STREQ(subvolumes[2]["path"].GetString(), "@/s");
  EXPECT_TRUE(subvolumes[2]["read_only"].GetBool());
  EXPECT_TRUE(subvolumes[1]["default"].GetBool());
}

TEST(Subvolume, WithoutAVolumeMeansTheOnlyBtrfs) {
  auto disks = btrfs_on_two_volumes();
  disks.add_file("hello", "text");
  EXPECT_EQ(run_command(disks, {"ls", "-a", "x", "--subvolume", "@", "/"}).exit_code, 0);
  auto several = btrfs_on_two_volumes(true);
  const auto unclear = run_command(several, {"ls", "-a", "x", "--subvolume", "@", "/"});
  EXPECT_NE(unclear.err.find("the volumes 2, 4 are Btrfs"), std::string::npos) << unclear.err;
  EXPECT_EQ(run_command(several, {"ls", "-a", "x", "--volume", "4", "--subvolume", "@"}).exit_code,
            0);
  auto none = two_volumes();
  EXPECT_NE(run_command(none, {"ls", "-a", "x", "--subvolume", "@", "/"}).exit_code, 0);
}

TEST(Info, JsonNamesTheChain) {
  auto disks = two_volumes();
  const auto document = parse(run_command(disks, {"info", "--json", "-a", "x"}).out);
  const auto& disk = document["disks"][0];
  EXPECT_EQ(disk["number"].GetInt(), 1);
  EXPECT_EQ(disk["capacity"].GetInt(), 1 << 20);
  EXPECT_STREQ(disk["chain"][0]["path"].GetString(), "/vm/a.vmdk");
  EXPECT_STREQ(disk["chain"][0]["cid"].GetString(), "12345678");
  EXPECT_TRUE(disk["chain"][0]["parent_hint"].IsNull());
}

TEST(Os, JsonListsAllSystems) {
  auto disks = two_volumes();
  const auto document = parse(run_command(disks, {"os", "--json", "-a", "x"}).out);
  ASSERT_EQ(document["systems"].Size(), 1U);
  const auto& system = document["systems"][0];
  EXPECT_STREQ(system["name"].GetString(), "Debian GNU/Linux 12 (bookworm)");
  EXPECT_TRUE(system["hostname"].IsNull());
  EXPECT_STREQ(system["mount_points"][0]["path"].GetString(), "/");
  disks.systems.clear();
  EXPECT_EQ(parse(run_command(disks, {"os", "--json", "-a", "x"}).out)["systems"].Size(), 0U);
  EXPECT_NE(run_command(disks, {"os", "-a", "x"}).out.find("No operating system"),
            std::string::npos);
}

TEST(Os, TellsWindowsWithItsDrives) {
  auto disks = two_volumes();
  guest::GuestSystem system;
  system.family = guest::OsFamily::windows;
  system.root_volume = 1;
  system.name = "Windows 11 Pro";
  system.build = "22631.3007";
  system.display_version = "23H2";
  system.install_date = 1700000000;
  system.os_folder = "C:\\Windows";
  system.mount_points = {{"C:\\", 1, "ntfs", {}}};
  disks.systems.push_back(system);
  const auto document = parse(run_command(disks, {"os", "--json", "-a", "x"}).out);
  ASSERT_EQ(document["systems"].Size(), 2U);
  const auto& windows = document["systems"][1];
  EXPECT_STREQ(windows["family"].GetString(), "windows");
  EXPECT_STREQ(windows["build"].GetString(), "22631.3007");
  EXPECT_STREQ(windows["display_version"].GetString(), "23H2");
  EXPECT_STREQ(windows["install_date"].GetString(), "2023-11-14T22:13:20Z");
  EXPECT_STREQ(windows["os_folder"].GetString(), "C:\\Windows");
  EXPECT_STREQ(windows["mount_points"][0]["path"].GetString(), "C:\\");
  EXPECT_TRUE(document["systems"][0]["build"].IsNull());
  EXPECT_TRUE(document["systems"][0]["install_date"].IsNull());
  const auto text = run_command(disks, {"os", "-a", "x"}).out;
  for (const auto* line : {"Windows 11 Pro (not the default system)", "  build         22631.3007",
                           "  volume 1      C:\\", "  system folder C:\\Windows"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST(Ls, PathsOfWindowsAreShownAsTheTreeHasThem) {
  EXPECT_EQ(cli::tidy_guest_path("C:\\Users\\anna\\"), "/C:/Users/anna");
  EXPECT_EQ(cli::tidy_guest_path("c:/Users"), "/C:/Users");
  EXPECT_EQ(cli::tidy_guest_path("\\Users\\anna"), "/Users/anna");
  EXPECT_EQ(cli::tidy_guest_path("/srv/a\\b"), "/srv/a\\b") << "a name of Linux";
  EXPECT_EQ(cli::tidy_guest_path("C:"), "/C:");
}

}  // namespace
}  // namespace vixmount::test
