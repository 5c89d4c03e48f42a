// Stacks that are made up, and the trees that they are drawn as.
#include "cli/volume_tree.hpp"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "fake_session.hpp"

namespace vixmount::cli {
namespace {

using volume::Condition;
using volume::Layer;
using Kind = Layer::Kind;

// A description that grows layer by layer.
class Stack {
 public:
  std::size_t disk() {
    Layer layer;
    layer.name = fmt::format("disk {}", ++disks_);
    layer.size = 1 << 20;
    return add(std::move(layer));
  }
  std::size_t group(const std::string& scheme, const std::string& name,
                    std::vector<std::size_t> members, volume::Health health = {}) {
    Layer layer;
    layer.kind = Kind::group;
    layer.scheme = scheme;
    layer.name = name;
    layer.on = std::move(members);
    layer.health = std::move(health);
    return add(std::move(layer));
  }
  std::size_t volume(std::size_t group, const std::string& name, const std::string& layout = "",
                     volume::Health health = {}) {
    Layer layer;
    layer.kind = Kind::volume;
    layer.name = name;
    layer.layout = layout;
    layer.size = 512;
    layer.on = {group};
    layer.health = std::move(health);
    return add(std::move(layer));
  }
  void list(std::size_t layer, const std::string& scheme, const std::string& type = "") {
    worker::VolumeDescription listed;
    listed.number = static_cast<std::uint32_t>(description.volumes.size() + 1);
    listed.scheme = scheme;
    listed.type_name = type;
    listed.name = description.layers[layer].name;
    listed.layout = description.layers[layer].layout;
    listed.health = description.layers[layer].health;
    description.layers[layer].volume = description.volumes.size();
    description.volumes.push_back(std::move(listed));
  }
  // NUMBER|NAME|TYPE|CONTENT|HEALTH
  std::vector<std::string> lines() const {
    std::vector<std::string> texts;
    for (const auto& line : volume_tree(description, false))
      texts.push_back(
          fmt::format("{}|{}|{}|{}|{}",
                      line.volume ? std::to_string(description.volumes[*line.volume].number) : "",
                      line.name, line.type, line.content, health_text(line.health)));
    return texts;
  }

  worker::DiskSetDescription description;

 private:
  std::size_t add(Layer layer) {
    description.layers.push_back(std::move(layer));
    return description.layers.size() - 1;
  }
  unsigned disks_ = 0;
};

using Lines = std::vector<std::string>;

TEST(VolumeTree, PartitionsHangBelowTheirDisk) {
  Stack stack;
  const auto table = stack.group("gpt", "", {stack.disk()});
  const auto first = stack.volume(table, "disk 1 partition 1");
  const auto second = stack.volume(table, "disk 1 partition 2");
  stack.list(first, "gpt", "EFI System");
  stack.list(second, "gpt", "Linux filesystem");
  EXPECT_EQ(stack.lines(), (Lines{"|disk 1|gpt disk||", "1||-partition 1|EFI System||",
                                  "2|`-partition 2|Linux filesystem||"}));
}

TEST(VolumeTree, ADiskWithoutATableIsAVolume) {
  Stack stack;
  stack.list(stack.disk(), "whole disk");
  EXPECT_EQ(stack.lines(), Lines{"1|disk 1|whole disk||"});
}

TEST(VolumeTree, AVolumeGroupOnOneDiskHangsBelowItsMember) {
  Stack stack;
  const auto table = stack.group("gpt", "", {stack.disk()});
  const auto boot = stack.volume(table, "disk 1 partition 1");
  const auto pv = stack.volume(table, "disk 1 partition 2");
  stack.list(boot, "gpt", "Linux filesystem");
  const auto vg = stack.group("lvm2", "vg0", {pv});
  stack.list(stack.volume(vg, "/dev/vg0/root", "linear"), "lvm2");
  stack.list(stack.volume(vg, "/dev/vg0/swap", "striped"), "lvm2");
  EXPECT_EQ(stack.lines(),
            (Lines{"|disk 1|gpt disk||", "1||-partition 1|Linux filesystem||",
                   "|`-partition 2|gpt partition|lvm2|", "|  `-vg0|lvm2 group||",
                   "2|    |-/dev/vg0/root|lvm2 linear||", "3|    `-/dev/vg0/swap|lvm2 striped||"}));
}

TEST(VolumeTree, AVolumeGroupOverDisksIsATreeOfItsOwn) {
  Stack stack;
  const auto first = stack.disk();
  const auto table = stack.group("mbr", "", {first});
  const auto pv = stack.volume(table, "disk 1 partition 1");
  const auto second = stack.disk();
  const auto vg = stack.group("lvm2", "vg0", {pv, second}, {Condition::incomplete, "1 PV of 3"});
  stack.list(stack.volume(vg, "/dev/vg0/root", "linear"), "lvm2");
  stack.list(stack.volume(vg, "/dev/vg0/data", "raid5", {Condition::degraded, "2 of 3 members"}),
             "lvm2");
  EXPECT_EQ(stack.lines(),
            (Lines{"|disk 1|mbr disk||", "|`-partition 1|mbr partition|member of vg0|",
                   "|disk 2|disk|member of vg0|",
                   "|vg0 on disk 1 partition 1, disk 2|lvm2 group||incomplete: 1 PV of 3",
                   "1||-/dev/vg0/root|lvm2 linear||",
                   "2|`-/dev/vg0/data|lvm2 raid5||degraded: 2 of 3 members"}));
}

TEST(VolumeTree, AnArrayIsOneLineWithItsVolume) {
  Stack stack;
  const auto first = stack.disk();
  const auto second = stack.disk();
  const auto array =
      stack.group("md", "/dev/md0", {first, second}, {Condition::degraded, "2 of 3 members"});
  const auto volume = stack.volume(array, "/dev/md0", "raid5");
  const auto table = stack.group("gpt", "", {volume});
  stack.list(stack.volume(table, "/dev/md0p1"), "gpt", "Linux filesystem");
  EXPECT_EQ(stack.lines(),
            (Lines{"|disk 1|disk|member of /dev/md0|", "|disk 2|disk|member of /dev/md0|",
                   "|/dev/md0 on disk 1, disk 2|md raid5|gpt|degraded: 2 of 3 members",
                   "1|`-/dev/md0p1|Linux filesystem||"}));
}

TEST(VolumeTree, LockedAndUnlockedVolumes) {
  Stack stack;
  const auto table = stack.group("gpt", "", {stack.disk()});
  const auto locked =
      stack.volume(table, "disk 1 partition 1", "", {Condition::locked, "LUKS2: no key was given"});
  const auto opened = stack.volume(table, "disk 1 partition 2");
  stack.list(locked, "gpt", "Linux filesystem");
  const auto luks = stack.group("luks", "", {opened});
  stack.list(stack.volume(luks, "/dev/mapper/luks-1", "aes-xts-plain64"), "luks",
             "Linux filesystem");
  EXPECT_EQ(stack.lines(),
            (Lines{"|disk 1|gpt disk||",
                   "1||-partition 1|Linux filesystem||locked: LUKS2: no key was given",
                   "|`-partition 2|gpt partition|luks|",
                   "2|  `-/dev/mapper/luks-1|luks aes-xts-plain64||"}));
}

TEST(VolumeTree, AnEncryptedDisk) {
  Stack stack;
  const auto disk = stack.disk();
  stack.list(stack.volume(stack.group("luks", "", {disk}), "/dev/mapper/luks-1", "aes"), "luks");
  EXPECT_EQ(stack.lines(), (Lines{"|disk 1|disk|luks|", "1|`-/dev/mapper/luks-1|luks aes||"}));
}

TEST(VolumeTree, NamesDoNotRepeatTheLineAbove) {
  Stack stack;
  const auto group = stack.group("ldm", "Server-Dg0", {stack.disk()});
  stack.list(stack.volume(group, "Server-Dg0/Volume1", "simple"), "ldm");
  stack.list(stack.volume(group, "Server-Dg0x", "simple"), "ldm");
  EXPECT_EQ(stack.lines(), (Lines{"|disk 1|disk|ldm|", "|`-Server-Dg0|ldm group||",
                                  "1|  |-Volume1|ldm simple||", "2|  `-Server-Dg0x|ldm simple||"}));
}

TEST(VolumeTree, ManyMembersAreCounted) {
  Stack stack;
  std::vector<std::size_t> disks;
  for (int i = 0; i < 6; ++i) disks.push_back(stack.disk());
  stack.list(stack.volume(stack.group("md", "", disks), "/dev/md1", "raid6"), "md");
  EXPECT_EQ(stack.lines().back(),
            "1|/dev/md1 on disk 1, disk 2, disk 3, disk 4 and 2 more|md raid6||");
  EXPECT_EQ(stack.lines().front(), "|disk 1|disk|member of /dev/md1|");
}

TEST(VolumeTree, LineCharactersWhereTheTerminalHasThem) {
  Stack stack;
  const auto table = stack.group("gpt", "", {stack.disk()});
  const auto pv = stack.volume(table, "disk 1 partition 1");
  stack.list(stack.volume(stack.group("lvm2", "vg", {pv}), "/dev/vg/a"), "lvm2");
  stack.list(stack.volume(table, "disk 1 partition 2"), "gpt");
  std::vector<std::string> names;
  for (const auto& line : volume_tree(stack.description, true)) names.push_back(line.name);
  EXPECT_EQ(names,
            (Lines{"disk 1", "├─partition 1", "│ └─vg", "│   └─/dev/vg/a", "└─partition 2"}));
}

// What a worker that was taken over may send: bounded work, every volume once.
TEST(VolumeTree, ChainsWithoutEndAreDrawnAllTheSame) {
  Stack stack;
  auto below = stack.disk();
  for (int i = 0; i < 5000; ++i) below = stack.volume(stack.group("x", "g", {below}), "v");
  stack.list(below, "x");
  const auto lines = volume_tree(stack.description, false);
  ASSERT_EQ(lines.size(), 10001U);
  std::size_t longest = 0;
  std::size_t volumes = 0;
  for (const auto& line : lines) {
    longest = std::max(longest, line.name.size());
    volumes += line.volume ? 1 : 0;
  }
  EXPECT_LT(longest, 100U);
  EXPECT_EQ(volumes, 1U);
}

TEST(VolumeTree, EverythingOddHasALine) {
  Stack stack;
  stack.group("lonely", "", {});
  const auto disk = stack.disk();
  stack.group("twice", "", {disk, disk});
  stack.volume(disk, "on a disk");
  worker::VolumeDescription loose;
  loose.number = 1;
  stack.description.volumes.push_back(loose);
  const auto lines = stack.lines();
  EXPECT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines.back(), "1|volume 1|||");
}

rapidjson::Document parse(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  EXPECT_FALSE(document.HasParseError()) << text;
  return document;
}

TEST(Volumes, TheTableIsAlignedAndSaysWhatIsWrong) {
  ::setenv("LC_ALL", "C", 1);
  Stack stack;
  const auto table = stack.group("gpt", "", {stack.disk()});
  stack.list(stack.volume(table, "disk 1 partition 1"), "gpt", "Linux filesystem");
  test::FakeDisks disks;
  disks.description = stack.description;
  disks.description.volumes[0].identification = {"ext4", "root", "0b1c", true, ""};
  EXPECT_EQ(
      test::run_command(disks, {"volumes", "-a", "x"}).out,
      "NUMBER  NAME           SIZE     TYPE              FILESYSTEM  LABEL  UUID  MOUNTED AT\n"
      "-       disk 1         1.0 MiB  gpt disk          -           -      -     -\n"
      "1       `-partition 1  512 B    Linux filesystem  ext4        root   0b1c  -\n");
  auto& volume = disks.description.volumes[0];
  volume.health = disks.description.layers[2].health = {Condition::locked, "no \x1B[2J key"};
  volume.identification.remark = "no \x1B[2J key";
  const auto text = test::run_command(disks, {"volumes", "-a", "x"}).out;
  EXPECT_NE(text.find("MOUNTED AT  HEALTH\n"), std::string::npos) << text;
  EXPECT_NE(text.find("locked: no \\x1B[2J key\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("Remark"), std::string::npos) << "said once";
  EXPECT_NE(text.find("--key all:prompt"), std::string::npos) << "what to do about it";
}

TEST(Volumes, JsonHasTheLayers) {
  Stack stack;
  const auto first = stack.disk();
  const auto second = stack.disk();
  const auto vg = stack.group("lvm2", "vg0", {first, second}, {Condition::incomplete, "a PV"});
  stack.list(stack.volume(vg, "/dev/vg0/root", "linear"), "lvm2");
  test::FakeDisks disks;
  disks.description = stack.description;
  auto& listed = disks.description.volumes[0];
  listed.scheme_uuid = "Ab-1";
  listed.device_names = {"/dev/vg0/root", "/dev/mapper/vg0-root"};
  listed.health = {Condition::degraded, "1 of 2 members"};
  const auto document = parse(test::run_command(disks, {"volumes", "--json", "-a", "x"}).out);
  const auto& volume = document["volumes"][0];
  EXPECT_STREQ(volume["name"].GetString(), "/dev/vg0/root");
  EXPECT_STREQ(volume["layout"].GetString(), "linear");
  EXPECT_STREQ(volume["scheme_uuid"].GetString(), "Ab-1");
  EXPECT_STREQ(volume["device_names"][1].GetString(), "/dev/mapper/vg0-root");
  EXPECT_TRUE(volume["drive_letter"].IsNull());
  EXPECT_STREQ(volume["health"].GetString(), "degraded");
  EXPECT_STREQ(volume["health_detail"].GetString(), "1 of 2 members");
  const auto& layers = document["layers"];
  ASSERT_EQ(layers.Size(), 4U);
  EXPECT_EQ(layers[0]["id"].GetInt(), 1);
  EXPECT_STREQ(layers[0]["kind"].GetString(), "disk");
  EXPECT_STREQ(layers[0]["health"].GetString(), "good");
  EXPECT_TRUE(layers[0]["volume"].IsNull());
  EXPECT_EQ(layers[2]["on"][0].GetInt(), 1);
  EXPECT_EQ(layers[2]["on"][1].GetInt(), 2);
  EXPECT_STREQ(layers[2]["scheme"].GetString(), "lvm2");
  EXPECT_STREQ(layers[2]["health"].GetString(), "incomplete");
  EXPECT_EQ(layers[3]["on"][0].GetInt(), 3);
  EXPECT_EQ(layers[3]["volume"].GetInt(), 1);
}

}  // namespace
}  // namespace vixmount::cli
