#include "cli/arguments.hpp"

#include <gtest/gtest.h>

namespace vixmount::cli {
namespace {

Arguments parse(const std::vector<std::string>& words) {
  auto parsed = parse_arguments(words);
  EXPECT_TRUE(parsed.arguments.has_value()) << parsed.answer.text;
  return parsed.arguments.value_or(Arguments{});
}

std::string complaint(const std::vector<std::string>& words) {
  const auto parsed = parse_arguments(words);
  EXPECT_FALSE(parsed.arguments.has_value());
  EXPECT_TRUE(parsed.answer.wrong);
  return parsed.answer.text;
}

using Words = std::vector<std::string>;

TEST(Arguments, DisksNeverSwallowTheWordsBehindThem) {
  const auto arguments = parse({"ls", "-l", "-a", "a.vmdk", "/etc", "--add", "raw:b", "/home"});
  EXPECT_EQ(arguments.command, Command::ls);
  EXPECT_EQ(arguments.disks.names, (Words{"a.vmdk", "raw:b"}));
  EXPECT_EQ(arguments.paths, (Words{"/etc", "/home"}));
  EXPECT_TRUE(arguments.list.long_format);
  EXPECT_FALSE(arguments.list.recursive);
}

TEST(Arguments, OptionsMayStandInFrontOfTheCommand) {
  const auto arguments = parse({"-a", "ls", "--volume", "2", "ls", "-a", "b.vmdk", "--json"});
  EXPECT_EQ(arguments.disks.names, (Words{"ls", "b.vmdk"}));
  EXPECT_EQ(arguments.volume, 2U);
  EXPECT_TRUE(arguments.json);
  EXPECT_EQ(arguments.paths, Words{"/"});
}

TEST(Arguments, ShortFlagsCombine) {
  const auto arguments = parse({"ls", "-lR", "-a", "a.vmdk"});
  EXPECT_TRUE(arguments.list.long_format);
  EXPECT_TRUE(arguments.list.recursive);
}

TEST(Arguments, CopyTakesItsLastPathAsDestination) {
  const auto arguments = parse({"cp", "/a", "/b", "-a", "d.vmx", "out", "--snapshot", "3"});
  EXPECT_EQ(arguments.paths, (Words{"/a", "/b"}));
  EXPECT_EQ(arguments.destination, "out");
  EXPECT_EQ(arguments.disks.snapshot, "3");
  EXPECT_NE(complaint({"cp", "-a", "d.vmx", "/a"}).find("GUESTPATH"), std::string::npos);
}

TEST(Arguments, SnapshotsTakesTheMachineAsAnArgument) {
  EXPECT_EQ(parse({"snapshots", "web.vmx"}).disks.names, Words{"web.vmx"});
}

TEST(Arguments, MountOptionsAreThoseOfGuestmount) {
  const auto arguments =
      parse({"mount", "-a", "d", "-o", "allow_other,uid=5", "-o", "gid=6,ro", "m"});
  EXPECT_TRUE(arguments.mount.allow_other);
  EXPECT_EQ(arguments.mount.owner, 5U);
  EXPECT_EQ(arguments.mount.group, 6U);
  EXPECT_EQ(arguments.destination, "m");
  EXPECT_NE(complaint({"mount", "-a", "d", "-o", "rw", "m"}).find("rw is unknown"),
            std::string::npos);
  EXPECT_NE(complaint({"mount", "-a", "d", "-o", "uid=-1", "m"}).find("not a number"),
            std::string::npos);
}

TEST(Arguments, AWrongCommandGetsTheNearestOne) {
  EXPECT_NE(complaint({"mout", "x"}).find("Did you mean 'mount'?"), std::string::npos);
  EXPECT_NE(complaint({"-a", "d.vmdk", "list"}).find("no command 'list'"), std::string::npos);
  EXPECT_EQ(complaint({"frobnicate"}).find("Did you mean"), std::string::npos);
}

TEST(Arguments, WithoutACommandTheHelpTeaches) {
  const auto text = complaint({});
  EXPECT_NE(text.find("First steps"), std::string::npos);
  EXPECT_NE(text.find("vixmount cp"), std::string::npos);
}

TEST(Arguments, AWrongOptionNamesTheCommandsHelp) {
  const auto text = complaint({"cat", "--recursive", "-a", "d", "/x"});
  EXPECT_NE(text.find("--recursive"), std::string::npos);
  EXPECT_NE(text.find("vixmount cat --help"), std::string::npos);
}

TEST(Arguments, KeysNameWhereTheyAre) {
  const auto arguments = parse({"--key", "all:prompt", "cat", "-a", "d", "--key",
                                "/dev/sda2:file:/k:1", "/x"});
  ASSERT_EQ(arguments.keys.size(), 2U);
  EXPECT_EQ(arguments.keys[0].place, worker::KeySource::Place::terminal);
  EXPECT_EQ(arguments.keys[1].selector, "/dev/sda2");
  EXPECT_EQ(arguments.keys[1].value, "/k:1");
  EXPECT_EQ(arguments.paths, Words{"/x"});
  for (const std::string command : {"info", "volumes", "os", "ls"})
    EXPECT_EQ(parse({command, "-a", "d", "--key", "all:fd:0"}).keys.size(), 1U) << command;
}

TEST(Arguments, SecretsOnTheCommandLineAreRefused) {
  const auto text = complaint({"ls", "-a", "d", "--key", "all:key:hunter2"});
  EXPECT_NE(text.find("can be read by every user of this host"), std::string::npos) << text;
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_EQ(complaint({"ls", "-a", "d", "--key", "hunter2"}).find("hunter2"), std::string::npos);
}

TEST(Arguments, VolumesCountFromOne) {
  EXPECT_NE(complaint({"ls", "-a", "d", "--volume", "0"}), "");
  EXPECT_NE(complaint({"ls", "-a", "d", "--volume", "boot"}), "");
}

TEST(Arguments, ASubvolumeIsAPathOrANumber) {
  EXPECT_EQ(parse({"ls", "-a", "d", "--subvolume", "@/.snapshots/1/snapshot"}).subvolume,
            "@/.snapshots/1/snapshot");
  EXPECT_EQ(parse({"--subvolume", "/", "mount", "-a", "d", "/mnt"}).subvolume, "/");
  EXPECT_EQ(parse({"cp", "-a", "d", "--subvolume", "id:256", "/x", "y"}).subvolume, "id:256");
  EXPECT_EQ(parse({"cat", "-a", "d", "/x"}).subvolume, std::nullopt);
  for (const std::string wrong : {"", "id:", "id:x", "id:-1"})
    EXPECT_NE(complaint({"ls", "-a", "d", "--subvolume", wrong}), "") << wrong;
  EXPECT_NE(complaint({"os", "-a", "d", "--subvolume", "@"}), "");
}

TEST(Arguments, HelpAndVersionAreAnswers) {
  for (const Words& words : {Words{"--help"}, Words{"cp", "--help"}, Words{"--version"}}) {
    const auto parsed = parse_arguments(words);
    EXPECT_FALSE(parsed.arguments.has_value());
    EXPECT_FALSE(parsed.answer.wrong);
    EXPECT_NE(parsed.answer.text, "");
  }
}

TEST(NearestWord, KnowsTyposFromOtherWords) {
  const std::vector<std::string_view> words = {"mount", "umount", "ls", "volumes"};
  EXPECT_EQ(nearest_word("moumt", words), "mount");
  EXPECT_EQ(nearest_word("unmount", words), "umount");
  EXPECT_EQ(nearest_word("volume", words), "volumes");
  EXPECT_EQ(nearest_word("xy", words), std::nullopt);  // all of "ls" would have to change
  EXPECT_EQ(nearest_word(std::string(1000, 'm'), words), std::nullopt);
}

TEST(Arguments, HelpIsAWordToo) {
  for (const auto& [words, text] : {std::pair<Words, std::string>{{"help"}, "First steps"},
                                    {{"help", "cp"}, "GUESTPATH ... DEST"}}) {
    const auto parsed = parse_arguments(words);
    EXPECT_FALSE(parsed.answer.wrong);
    EXPECT_NE(parsed.answer.text.find(text), std::string::npos) << parsed.answer.text;
  }
}

TEST(Arguments, AWrongVolumeNumberIsNamed) {
  for (const std::string wrong : {"0", "x", "-1", "4294967296"})
    EXPECT_NE(complaint({"ls", "-a", "d", "--volume", wrong})
                  .find("'" + wrong + "' is no volume number; `vixmount volumes` lists them"),
              std::string::npos)
        << wrong;
}

TEST(Arguments, ACopyWithoutDestinationSaysWhatIsMissing) {
  EXPECT_NE(complaint({"cp", "-a", "d.vmx", "/etc"}).find("'/etc' stands alone; name what to"),
            std::string::npos);
}

}  // namespace
}  // namespace vixmount::cli
