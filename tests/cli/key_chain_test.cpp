#include "cli/key_chain.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "fake_session.hpp"

namespace vixmount::cli {
namespace {

using Words = std::vector<std::string>;

// Answers from a list, and remembers what was asked.
struct Talk {
  std::deque<std::string> answers;
  Words lines;
};

class FakeTerminal final : public Terminal {
 public:
  explicit FakeTerminal(Talk& talk) : talk_(talk) {}
  void tell(std::string_view line) override { talk_.lines.emplace_back(line); }
  Secret ask(std::string_view question) override {
    talk_.lines.emplace_back(question);
    if (talk_.answers.empty()) fail(ErrorKind::internal, "asked once too often");
    Secret answer(talk_.answers.front());
    talk_.answers.pop_front();
    return answer;
  }

 private:
  Talk& talk_;
};

// Disks with two locked volumes and one that is not. The second passphrase opens what hides a
// third.
class LockedDisks {
 public:
  LockedDisks() {
    add("disk 1 partition 1", "ext4", "");
    add("disk 1 partition 2", "crypto_LUKS", "aaaa");
    add("disk 1 partition 3", "crypto_LUKS", "bbbb");
  }

  KeyChain::Open opener() {
    return [this](std::vector<volume::Key> keys) {
      ++openings;
      given.clear();
      for (const auto& key : keys)
        given.push_back(key.selector + "=" + std::string(key.secret.text()));
      for (auto& volume : disks.description.volumes) {
        const auto& uuid = volume.identification.uuid;
        const bool has_key =
            uuid.empty() || std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
              return (key.selector == uuid || key.selector == "all") &&
                     key.secret.text() == "pass-" + uuid;
            });
        volume.health.condition = has_key ? volume::Condition::good : volume::Condition::locked;
      }
      return disks.factory()({}, {}, Log());
    };
  }
  TerminalFactory terminal() {
    return [this] { return std::make_unique<FakeTerminal>(talk); };
  }
  bool is_locked(std::size_t index) const {
    return disks.description.volumes[index].health.condition == volume::Condition::locked;
  }

  test::FakeDisks disks;
  Talk talk;
  Words given;
  int openings = 0;

 private:
  void add(const std::string& name, const std::string& type, const std::string& uuid) {
    worker::VolumeDescription volume;
    volume.number = static_cast<std::uint32_t>(disks.description.volumes.size() + 1);
    volume.name = name;
    volume.disk = 0;
    volume.partition_number = volume.number;
    volume.identification.type = type;
    volume.identification.uuid = uuid;
    disks.description.volumes.push_back(std::move(volume));
  }
};

Arguments arguments_of(Words words) {
  auto parsed = parse_arguments(words);
  EXPECT_TRUE(parsed.arguments) << parsed.answer.text;
  return parsed.arguments.value_or(Arguments{});
}

constexpr auto kFirst = "Passphrase for disk 1 partition 2 (crypto_LUKS aaaa): ";
constexpr auto kSecond = "Passphrase for disk 1 partition 3 (crypto_LUKS bbbb): ";

TEST(KeyChain, AsksOnceForEachLockedVolumeAndOpensAgain) {
  LockedDisks disks;
  disks.talk.answers = {"pass-aaaa", "pass-bbbb"};
  const auto arguments = arguments_of({"cat", "-a", "x", "/f"});
  KeyChain keys(arguments, disks.terminal(), true);
  keys.open(disks.opener());
  EXPECT_EQ(disks.talk.lines, (Words{kFirst, kSecond}));
  EXPECT_EQ(disks.openings, 2);
  EXPECT_FALSE(disks.is_locked(1));
  EXPECT_FALSE(disks.is_locked(2));
  keys.open(disks.opener());
  EXPECT_EQ(disks.openings, 3) << "the answers are known";
}

TEST(KeyChain, AnEmptyAnswerLeavesTheVolumeLocked) {
  LockedDisks disks;
  disks.talk.answers = {"", "pass-bbbb"};
  const auto arguments = arguments_of({"ls", "-a", "x"});
  KeyChain keys(arguments, disks.terminal(), true);
  keys.open(disks.opener());
  EXPECT_TRUE(disks.is_locked(1));
  EXPECT_FALSE(disks.is_locked(2));
  EXPECT_EQ(disks.given, Words{"bbbb=pass-bbbb"});
}

TEST(KeyChain, AWrongAnswerIsToldThreeTimes) {
  LockedDisks disks;
  disks.talk.answers = {"wrong", "", "wrong", "wrong again"};
  const auto arguments = arguments_of({"ls", "-a", "x"});
  KeyChain keys(arguments, disks.terminal(), true);
  keys.open(disks.opener());
  EXPECT_EQ(disks.talk.lines, (Words{kFirst, kSecond, "That key does not fit.", kFirst,
                                     "That key does not fit.", kFirst, "That key does not fit."}));
  EXPECT_TRUE(disks.is_locked(1));
  EXPECT_TRUE(disks.talk.answers.empty());
}

TEST(KeyChain, NobodyIsAskedWithoutNeed) {
  for (const auto& words : {Words{"volumes", "-a", "x"}, Words{"info", "-a", "x"},
                            Words{"ls", "-a", "x", "--volume", "1"}}) {
    LockedDisks disks;
    const auto arguments = arguments_of(words);
    KeyChain keys(arguments, disks.terminal(), true);
    keys.open(disks.opener());
    EXPECT_TRUE(disks.talk.lines.empty()) << words[0];
    EXPECT_EQ(disks.openings, 1);
  }
}

TEST(KeyChain, NobodyIsAskedWhereNobodySits) {
  LockedDisks disks;
  const auto arguments = arguments_of({"ls", "-a", "x"});
  KeyChain keys(arguments, disks.terminal(), false);
  keys.open(disks.opener());
  EXPECT_TRUE(disks.talk.lines.empty());
}

TEST(KeyChain, OneVolumeIsAskedForWhenOneIsNamed) {
  LockedDisks disks;
  disks.talk.answers = {"pass-bbbb"};
  const auto arguments = arguments_of({"ls", "-a", "x", "--volume", "3"});
  KeyChain keys(arguments, disks.terminal(), true);
  keys.open(disks.opener());
  EXPECT_EQ(disks.talk.lines, Words{kSecond});
}

TEST(KeyChain, ANumberThatIsNotThereYetMayBeInsideOfWhatIsLocked) {
  LockedDisks disks;
  disks.talk.answers = {"", ""};
  const auto arguments = arguments_of({"ls", "-a", "x", "--volume", "9"});
  KeyChain keys(arguments, disks.terminal(), true);
  keys.open(disks.opener());
  EXPECT_EQ(disks.talk.lines, (Words{kFirst, kSecond}));
}

TEST(KeyChain, WithoutATerminalTheVolumesStayLocked) {
  LockedDisks disks;
  const auto arguments = arguments_of({"ls", "-a", "x"});
  KeyChain keys(
      arguments, [] { return nullptr; }, true);
  keys.open(disks.opener());
  EXPECT_EQ(disks.openings, 1);
}

TEST(KeyChain, CopiesOfAVolumeAreAskedForOnce) {
  LockedDisks disks;
  disks.disks.description.volumes[2].identification.uuid = "aaaa";
  disks.talk.answers = {"pass-aaaa"};
  const auto arguments = arguments_of({"ls", "-a", "x"});
  KeyChain keys(arguments, disks.terminal(), true);
  keys.open(disks.opener());
  EXPECT_EQ(disks.talk.lines, Words{kFirst});
  EXPECT_FALSE(disks.is_locked(2));
}

TEST(KeyChain, PromptInTheCommandLineAsksForWhatItSelects) {
  LockedDisks disks;
  disks.talk.answers = {"pass-bbbb"};
  const auto arguments = arguments_of({"volumes", "-a", "x", "--key", "/dev/sda3:prompt"});
  KeyChain keys(arguments, disks.terminal(), false);
  keys.open(disks.opener());
  EXPECT_EQ(disks.talk.lines, Words{kSecond});
  EXPECT_FALSE(disks.is_locked(2));
}

TEST(KeyChain, PromptWithoutATerminalIsAnError) {
  LockedDisks disks;
  const auto arguments = arguments_of({"volumes", "-a", "x", "--key", "all:prompt"});
  KeyChain keys(
      arguments, [] { return nullptr; }, false);
  EXPECT_EQ(test::error_kind_of([&] { keys.open(disks.opener()); }), ErrorKind::encrypted);
}

TEST(KeyChain, WhoGaveAKeyIsNotAskedForAnother) {
  const test::TemporaryFolder folder;
  test::write_file(folder.file("key"), "wrong");
  LockedDisks disks;
  const auto arguments = arguments_of({"ls", "-a", "x", "--key", "all:file:" + folder.file("key")});
  KeyChain keys(arguments, disks.terminal(), true);
  keys.open(disks.opener());
  EXPECT_TRUE(disks.talk.lines.empty());
  EXPECT_EQ(disks.given, Words{"all=wrong"});
}

TEST(KeyChain, ARecoveryPasswordMayBeTyped) {
  LockedDisks disks;
  const std::string recovery = "471207-278498-422125-177177-561902-537405-468006-693451";
  disks.talk.answers = {recovery, "", "", ""};
  const auto arguments = arguments_of({"ls", "-a", "x", "--volume", "2"});
  KeyChain keys(arguments, disks.terminal(), true);
  std::vector<volume::KeyKind> kinds;
  keys.open([&](std::vector<volume::Key> given) {
    for (const auto& key : given) kinds.push_back(key.kind);
    return disks.opener()(std::move(given));
  });
  EXPECT_EQ(kinds, (std::vector{volume::KeyKind::recovery_password, volume::KeyKind::passphrase}));
}

TEST(KeyChain, WhatWasPreparedNeedsNoTerminalLater) {
  LockedDisks disks;
  disks.talk.answers = {"pass-aaaa", ""};
  const auto arguments = arguments_of({"mount", "-a", "x", "m"});
  int terminals = 0;
  KeyChain keys(
      arguments,
      [&] {
        ++terminals;
        return disks.terminal()();
      },
      true);
  keys.prepare(disks.opener());
  EXPECT_EQ(disks.openings, 2);
  keys.open(disks.opener());
  EXPECT_EQ(disks.openings, 3);
  EXPECT_EQ(terminals, 1);
  EXPECT_EQ(disks.given, Words{"aaaa=pass-aaaa"});
}

TEST(KeyChain, PreparingOpensNothingWhereThereIsNothingToAsk) {
  LockedDisks disks;
  const auto arguments = arguments_of({"mount", "-a", "x", "m"});
  KeyChain keys(arguments, disks.terminal(), false);
  keys.prepare(disks.opener());
  EXPECT_EQ(disks.openings, 0);
}

}  // namespace
}  // namespace vixmount::cli
