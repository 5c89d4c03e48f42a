#include "worker/client/key_source.hpp"

#include <cstdlib>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unique_fd.hpp"
#include "support/support.hpp"

namespace vixmount::worker {
namespace {

using volume::KeyKind;
using Place = KeySource::Place;

// As manage-bde prints it.
constexpr std::string_view kRecovery = "471207-278498-422125-177177-561902-537405-468006-693451";

std::string complaint_about(const std::string& text) {
  try {
    parse_key_source(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
    return error.message();
  }
  ADD_FAILURE() << "accepted";
  return {};
}

TEST(KeySource, IsSelectorKindValue) {
  const auto file = parse_key_source("b0df0d80-9a8f:file:/keys/a:b");
  EXPECT_EQ(file.selector, "b0df0d80-9a8f");
  EXPECT_EQ(file.place, Place::file);
  EXPECT_EQ(file.kind, KeyKind::passphrase);
  EXPECT_EQ(file.value, "/keys/a:b") << "a path may hold colons";
  EXPECT_EQ(parse_key_source("all:fd:7").descriptor, 7);
  EXPECT_EQ(parse_key_source("all:env:PASS").value, "PASS");
  EXPECT_EQ(parse_key_source("/dev/vg/lv:prompt").place, Place::terminal);
  EXPECT_EQ(parse_key_source("all:recovery-file:r").kind, KeyKind::recovery_password);
  EXPECT_EQ(parse_key_source("all:bek:x.BEK").kind, KeyKind::startup_key);
  EXPECT_EQ(parse_key_source("all:volume-key:k").kind, KeyKind::volume_key);
}

TEST(KeySource, ASecretInTheCommandLineIsRefusedAndNotRepeated) {
  for (const std::string text : {"all:key:hunter2", "all:recovery:hunter2", "all:hunter2",
                                 "hunter2", ":hunter2", "all:passphrase:hunter2", ""})
    EXPECT_EQ(complaint_about(text).find("hunter2"), std::string::npos) << text;
  EXPECT_NE(complaint_about("all:key:hunter2").find("every user of this host"), std::string::npos);
}

TEST(KeySource, ValuesThatAreMissingOrMakeNoSense) {
  for (const std::string text : {"all:file:", "all:file", "all:prompt:x", "all:fd:x", "all:fd:-1",
                                 "all:fd:4294967296", "all:", "all", ":file:x"})
    EXPECT_NE(complaint_about(text), "") << text;
}

TEST(KeySource, FilesAreTakenWhole) {
  const test::TemporaryFolder folder;
  const std::string bytes("line\n\0more", 10);
  test::write_file(folder.file("k"), bytes);
  EXPECT_EQ(read_key(parse_key_source("all:file:" + folder.file("k"))).secret.text(), bytes);
  const std::string large(100000, 'x');
  test::write_file(folder.file("large"), large);
  EXPECT_EQ(read_key(parse_key_source("all:file:" + folder.file("large"))).secret.text(), large);
  EXPECT_EQ(test::error_kind_of([&] { read_key(parse_key_source("all:file:/nonexistent")); }),
            ErrorKind::not_found);
  test::write_file(folder.file("empty"), "");
  EXPECT_EQ(
      test::error_kind_of([&] { read_key(parse_key_source("all:file:" + folder.file("empty"))); }),
      ErrorKind::invalid_argument);
}

TEST(KeySource, WhatIsLargerThanAKeyCanBeIsNotRead) {
  EXPECT_EQ(test::error_kind_of([] { read_key(parse_key_source("all:file:/dev/zero")); }),
            ErrorKind::limit_exceeded);
  const test::TemporaryFolder folder;
  test::write_file(folder.file("k"), std::string(5000, 'x'));
  EXPECT_EQ(test::error_kind_of(
                [&] { read_key(parse_key_source("all:volume-key:" + folder.file("k"))); }),
            ErrorKind::limit_exceeded);
}

TEST(KeySource, DescriptorsAreReadToTheirEnd) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  ASSERT_EQ(::write(writing.get(), "secret", 6), 6);
  writing.reset();
  const auto source = parse_key_source("all:fd:" + std::to_string(reading.get()));
  EXPECT_EQ(read_key(source).secret.text(), "secret");
  EXPECT_EQ(test::error_kind_of([&] { read_key(source); }), ErrorKind::invalid_argument)
      << "nothing is left";
  EXPECT_EQ(test::error_kind_of([] { read_key(parse_key_source("all:fd:999999")); }),
            ErrorKind::io);
}

TEST(KeySource, VariablesAreKeys) {
  ASSERT_EQ(::setenv("VIXMOUNT_TEST_KEY", "from outside", 1), 0);
  const auto source = parse_key_source("all:env:VIXMOUNT_TEST_KEY");
  EXPECT_EQ(read_key(source).secret.text(), "from outside");
  ::unsetenv("VIXMOUNT_TEST_KEY");
  EXPECT_EQ(test::error_kind_of([&] { read_key(source); }), ErrorKind::not_found);
}

TEST(RecoveryPassword, IsEightGroupsOfSixDigits) {
  EXPECT_TRUE(is_recovery_password(kRecovery));
  EXPECT_FALSE(is_recovery_password(std::string(kRecovery) + "1"));
  EXPECT_FALSE(is_recovery_password(kRecovery.substr(1)));
  std::string wrong(kRecovery);
  wrong[6] = '1';
  EXPECT_FALSE(is_recovery_password(wrong));
  wrong = kRecovery;
  wrong[3] = 'x';
  EXPECT_FALSE(is_recovery_password(wrong));
}

TEST(RecoveryPassword, IsFoundInWhatWindowsSaves) {
  const auto text = "Recovery Key:\r\n\r\n\t" + std::string(kRecovery) + "\r\n\r\nIf ...";
  EXPECT_EQ(find_recovery_password(Secret(text)).text(), kRecovery);
  std::string utf16 = "\xFF\xFE";
  for (const char byte : text) utf16 += {byte, '\0'};
  EXPECT_EQ(find_recovery_password(Secret(utf16)).text(), kRecovery);
  EXPECT_EQ(find_recovery_password(Secret(std::string_view(" 123 \n"))).text(), "123");
}

class KeyList : public testing::Test {
 protected:
  std::string list(const std::string& content, mode_t mode = 0600) {
    const auto path = folder_.file("keys");
    test::write_file(path, content);
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }
  std::string complaint(const std::string& content, mode_t mode = 0600) {
    try {
      read_key_list(list(content, mode));
    } catch (const Error& error) {
      return error.message();
    }
    ADD_FAILURE() << "accepted: " << content;
    return {};
  }
  test::TemporaryFolder folder_;
};

TEST_F(KeyList, HoldsKeysAndWhereOthersAre) {
  test::write_file(folder_.file("other"), "from the file");
  const auto keys =
      read_key_list(list("# our keys\n\n"
                         "  all:key: two words: and # more \r\n"
                         "/dev/sda2:file:other\n"
                         "/dev/sda3:file:" +
                         folder_.file("other") + "\nb0df:recovery:" + std::string(kRecovery)));
  ASSERT_EQ(keys.size(), 4U);
  EXPECT_EQ(keys[0].selector, "all");
  EXPECT_EQ(keys[0].secret.text(), " two words: and # more ");
  EXPECT_EQ(keys[1].selector, "/dev/sda2");
  EXPECT_EQ(keys[1].secret.text(), "from the file") << "beside the list";
  EXPECT_EQ(keys[2].secret.text(), "from the file");
  EXPECT_EQ(keys[3].kind, KeyKind::recovery_password);
  EXPECT_EQ(keys[3].secret.text(), kRecovery);
  EXPECT_TRUE(read_key_list(list("")).empty());
}

TEST_F(KeyList, NobodyElseMayReadIt) {
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0610, 0601, 0644}) {
    const auto message = complaint("all:key:hunter2\n", mode);
    EXPECT_NE(message.find("chmod 600 " + folder_.file("keys")), std::string::npos) << message;
  }
  EXPECT_EQ(read_key_list(list("all:key:x\n", 0400)).size(), 1U);
}

TEST_F(KeyList, OthersMayNotOwnIt) {
  VIXMOUNT_REQUIRE_ROOT();
  const auto path = list("all:key:x\n");
  ASSERT_EQ(::chown(path.c_str(), 12345, 0), 0);
  EXPECT_EQ(test::error_kind_of([&] { read_key_list(path); }), ErrorKind::access_denied);
}

TEST_F(KeyList, OnlyARegularFileIsOne) {
  EXPECT_EQ(test::error_kind_of([&] { read_key_list(folder_.path()); }), ErrorKind::access_denied);
  EXPECT_EQ(test::error_kind_of([&] { read_key_list(folder_.file("none")); }),
            ErrorKind::not_found);
  test::run("mkfifo -m 600 " + folder_.file("pipe"));
  EXPECT_EQ(test::error_kind_of([&] { read_key_list(folder_.file("pipe")); }),
            ErrorKind::access_denied);
}

TEST_F(KeyList, AWrongLineIsNamedByItsNumber) {
  for (const std::string line : {"hunter2", "all:hunter2", "all:key:", "all:fd:3", "all:prompt"}) {
    const auto message = complaint("# first\n" + line + "\n");
    EXPECT_NE(message.find("line 2"), std::string::npos) << message;
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
  }
}

TEST_F(KeyList, HasABoundedLength) {
  std::string many;
  for (std::size_t i = 0; i <= kMostKeys; ++i) many += "all:key:x\n";
  EXPECT_NE(complaint(many).find("more than 256 keys"), std::string::npos);
  EXPECT_NE(complaint(std::string((1 << 20) + 1, '#')), "");
}

}  // namespace
}  // namespace vixmount::worker
