// The manual and the completions know every command and every option, each at its command.
#include <algorithm>
#include <cctype>

#include <gtest/gtest.h>

#include "cli/arguments.hpp"
#include "support/support.hpp"

namespace vixmount::cli {
namespace {

std::string packaged(const std::string& name) {
  return test::read_file(VIXMOUNT_SOURCE_DIR "/packaging/" + name);
}

std::string replace_all(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

// As a whole word: "-l" must not be found in "--lazy".
bool holds_word(const std::string& text, const std::string& word) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-';
  };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end])))
      return true;
  }
  return false;
}

TEST(Documentation, TheCommandsAreDescribed) {
  const auto commands = describe_commands();
  ASSERT_EQ(commands.size(), 9U);
  const auto cp = std::find_if(commands.begin(), commands.end(),
                               [](const CommandDescription& c) { return c.name == "cp"; });
  ASSERT_NE(cp, commands.end());
  EXPECT_NE(std::find(cp->options.begin(), cp->options.end(), "--no-owner"), cp->options.end());
}

TEST(Documentation, TheManualNamesAll) {
  const auto manual = replace_all(packaged("man/vixmount.1"), "\\-", "-");
  for (const auto& command : describe_commands()) {
    EXPECT_NE(manual.find("\n.SS " + command.name + "\n"), std::string::npos) << command.name;
    for (const auto& option : command.options) EXPECT_TRUE(holds_word(manual, option)) << option;
  }
}

TEST(Documentation, BashCompletesAll) {
  VIXMOUNT_REQUIRE_PROGRAM("bash");
  const auto script = std::string(VIXMOUNT_SOURCE_DIR "/packaging/completion/vixmount.bash");
  for (const auto& command : describe_commands()) {
    // What a Tab behind `vixmount COMMAND -` offers.
    const auto offered =
        test::run("bash -c '. " + script + "; compopt() { :; }; COMP_WORDS=(vixmount " +
                  command.name + " -); COMP_CWORD=2; _vixmount; echo \" ${COMPREPLY[*]} \"'");
    for (const auto& option : command.options)
      EXPECT_NE(offered.find(" " + option + " "), std::string::npos) << command.name << option;
  }
  const auto commands = test::run("bash -c '. " + script +
                                  "; COMP_WORDS=(vixmount \"\"); COMP_CWORD=1; _vixmount; echo "
                                  "\" ${COMPREPLY[*]} \"'");
  for (const auto& command : describe_commands())
    EXPECT_NE(commands.find(" " + command.name + " "), std::string::npos) << command.name;
}

TEST(Documentation, ZshCompletesAll) {
  const auto script = packaged("completion/_vixmount");
  for (const auto& command : describe_commands()) {
    EXPECT_TRUE(holds_word(script, command.name)) << command.name;
    for (const auto& option : command.options) EXPECT_TRUE(holds_word(script, option)) << option;
  }
}

TEST(Documentation, FishCompletesAll) {
  const auto script = packaged("completion/vixmount.fish");
  for (const auto& command : describe_commands()) {
    EXPECT_NE(script.find("-a " + command.name + " "), std::string::npos) << command.name;
    for (const auto& option : command.options) {
      const bool is_long = option.starts_with("--");
      const auto wanted =
          is_long ? " -l " + option.substr(2) + " " : " -s " + option.substr(1) + " ";
      EXPECT_NE(script.find(wanted), std::string::npos) << option;
    }
  }
}

}  // namespace
}  // namespace vixmount::cli
