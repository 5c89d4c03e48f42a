// The command on a disk with two encrypted volumes, which cryptsetup and a Linux kernel made.
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/text.hpp"
#include "pseudo_terminal.hpp"
#include "support/made_once.hpp"
#include "support/support.hpp"

namespace vixmount::test {
namespace {

const std::string kVixmount = VIXMOUNT_BINARY_DIR "/bin/vixmount";

class EncryptedDisk : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* program : {"linux.uml", "cryptsetup", "sfdisk", "mke2fs"})
      if (!have_program(program))
        GTEST_SKIP() << "needs user-mode-linux, cryptsetup, fdisk and e2fsprogs";
    made_ = encrypted_disk();
  }

  std::string disk() const { return "raw:" + (made_ / "disk.raw").string(); }
  std::string uuid(int partition) const {
    return std::string(trim(read_file(made_ / ("uuid" + std::to_string(partition)))));
  }
  std::string key(int partition, const std::string& selector) const {
    return selector + ":file:" + (made_ / ("pass" + std::to_string(partition))).string();
  }
  // Without a terminal. What it printed on both streams, and its exit code at the end.
  std::string run_vixmount(const std::string& words) const {
    return run("setsid -w '" + kVixmount + "' " + words + " </dev/null 2>&1; echo \"exit $?\"");
  }
  PseudoTerminal at_terminal(std::vector<std::string> words) const {
    words.insert(words.begin(), kVixmount);
    words.insert(words.end(), {"-a", disk()});
    return PseudoTerminal(words);
  }
  std::string question(int partition) const {
    return "Passphrase for disk 1 partition " + std::to_string(partition) + " (crypto_LUKS " +
           uuid(partition) + "): ";
  }

  std::filesystem::path made_;
};

TEST_F(EncryptedDisk, LockedVolumesAreListed) {
  const auto text = run_vixmount("volumes -a " + disk());
  EXPECT_NE(text.find("locked: LUKS2"), std::string::npos) << text;
  EXPECT_NE(text.find("locked: LUKS1"), std::string::npos) << text;
  EXPECT_NE(text.find("exit 0"), std::string::npos) << text;
}

TEST_F(EncryptedDisk, WithoutAKeyTheErrorSaysWhichAndHow) {
  for (const std::string words : {"cat /root.txt", "ls --volume 2 /", "mount --volume 2 /tmp"}) {
    const auto text = run_vixmount(words + " -a " + disk());
    EXPECT_NE(text.find("volume 2 is locked"), std::string::npos) << text;
    EXPECT_NE(text.find(uuid(2)), std::string::npos) << text;
    EXPECT_NE(text.find("--key SELECTOR:file:PATH"), std::string::npos) << text;
    EXPECT_NE(text.find("exit 8"), std::string::npos) << text;
  }
}

TEST_F(EncryptedDisk, WhatIsStillLockedIsNamedWhereSomethingIsMissing) {
  const auto key_of_root = " -a " + disk() + " --key " + key(2, "all");
  EXPECT_NE(run_vixmount("cat /srv/data.txt" + key_of_root)
                .find("not found; disk 1 partition 3 is locked and may hold it"),
            std::string::npos);
  const auto text = run_vixmount("os -a " + disk());
  EXPECT_NE(text.find("No operating system"), std::string::npos) << text;
  EXPECT_NE(text.find("Volume 3 is locked: LUKS1"), std::string::npos) << text;
}

TEST_F(EncryptedDisk, KeysByUuidDeviceAndAll) {
  const auto file = " --volume 2 /root.txt -a " + disk();
  for (const auto& selector : {uuid(2), to_lower_ascii(uuid(2)), std::string("all"),
                               std::string("/dev/sda2"), std::string("/dev/nvme0n1p2")})
    EXPECT_EQ(run_vixmount("cat --key " + key(2, selector) + file),
              "behind the first lock\nexit 0\n")
        << selector;
  EXPECT_NE(run_vixmount("cat --key " + key(2, "/dev/sda3") + file).find("exit 8"),
            std::string::npos);
  EXPECT_EQ(run_vixmount("cat --key " + key(3, "all") + " --key " + key(2, "all") +
                         " --volume 3 "
                         "/data.txt -a " +
                         disk()),
            "behind the second lock\nexit 0\n");
}

TEST_F(EncryptedDisk, KeysFromDescriptorsAndVariables) {
  const auto words = " cat /root.txt -a " + disk() + " --key all:";
  EXPECT_EQ(run("'" + kVixmount + "'" + words + "fd:7 7<" + (made_ / "pass2").string()),
            "behind the first lock\n");
  EXPECT_EQ(run("KEY='open sesame' '" + kVixmount + "'" + words + "env:KEY"),
            "behind the first lock\n");
}

TEST_F(EncryptedDisk, NoSecretIsEverToldInTheLog) {
  for (const std::string& words :
       {std::string("--key " + key(2, "all")), std::string("--key all:env:KEY")}) {
    const auto text = run("KEY='open sesame' '" + kVixmount + "' volumes -v -a " + disk() + " " +
                          words + " 2>&1");
    EXPECT_EQ(text.find("sesame"), std::string::npos) << text;
    EXPECT_NE(text.find("luks aes-xts-plain64"), std::string::npos) << text;
  }
}

TEST_F(EncryptedDisk, ThePassphraseIsAskedForOnTheTerminal) {
  auto terminal = at_terminal({"cat", "/root.txt"});
  ASSERT_TRUE(terminal.wait_for(question(2))) << terminal.shown();
  EXPECT_FALSE(terminal.shows_what_is_typed());
  terminal.type("open sesame\n");
  ASSERT_TRUE(terminal.wait_for(question(3)));
  terminal.type("\n");  // not needed
  EXPECT_TRUE(terminal.wait_for("behind the first lock"));
  EXPECT_EQ(terminal.wait(), 0) << terminal.shown();
  EXPECT_EQ(terminal.shown().find("sesame"), std::string::npos);
  EXPECT_TRUE(terminal.shows_what_is_typed());
}

TEST_F(EncryptedDisk, AWrongPassphraseIsSaidAndAskedForAgain) {
  auto terminal = at_terminal({"cat", "--volume", "2", "/root.txt"});
  for (int attempt = 0; attempt < 3; ++attempt) {
    ASSERT_TRUE(terminal.wait_for(question(2))) << terminal.shown();
    terminal.type("wrong\n");
    ASSERT_TRUE(terminal.wait_for("That key does not fit.")) << terminal.shown();
  }
  EXPECT_TRUE(terminal.wait_for("volume 2 is locked"));
  EXPECT_EQ(terminal.wait(), 8) << terminal.shown();
}

TEST_F(EncryptedDisk, InterruptedAtTheQuestion) {
  auto terminal = at_terminal({"ls", "/"});
  ASSERT_TRUE(terminal.wait_for(question(2)));
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(), 130) << terminal.shown();
  EXPECT_TRUE(terminal.shows_what_is_typed());
}

TEST_F(EncryptedDisk, TheMountInTheBackgroundIsAskedForInFront) {
  if (::access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "needs /dev/fuse";
  const TemporaryFolder folder;
  const auto point = folder.file("mnt");
  std::filesystem::create_directory(point);
  auto terminal = at_terminal({"mount", "--volume", "2", point});
  ASSERT_TRUE(terminal.wait_for(question(2))) << terminal.shown();
  terminal.type("open sesame\n");
  EXPECT_TRUE(terminal.wait_for("Volume 2 is mounted at"));
  EXPECT_EQ(terminal.wait(), 0) << terminal.shown();
  EXPECT_EQ(read_file(point + "/root.txt"), "behind the first lock\n");
  run("'" + kVixmount + "' umount " + point);
}

}  // namespace
}  // namespace vixmount::test
