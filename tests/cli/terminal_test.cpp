#include "cli/terminal.hpp"

#include <csignal>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "cli/stop_signal.hpp"
#include "pseudo_terminal.hpp"

namespace vixmount::cli {
namespace {

constexpr int kInterrupted = 77;

// 0 when `expected` was typed.
int ask_for(const std::string& expected) {
  try {
    const auto terminal = open_terminal();
    if (!terminal) return 2;
    terminal->tell("somebody asks");
    return terminal->ask("Word: ").text() == expected ? 0 : 1;
  } catch (const Interrupted&) {
    return kInterrupted;
  } catch (const Error&) {
    return 3;
  }
}

TEST(Terminal, WhatIsTypedIsNotShown) {
  test::PseudoTerminal terminal([] { return ask_for("open sesame"); });
  ASSERT_TRUE(terminal.wait_for("somebody asks"));
  ASSERT_TRUE(terminal.wait_for("Word: "));
  EXPECT_FALSE(terminal.shows_what_is_typed());
  terminal.type("open sesame\n");
  EXPECT_EQ(terminal.wait(), 0) << terminal.shown();
  EXPECT_EQ(terminal.shown().find("sesame"), std::string::npos);
  EXPECT_TRUE(terminal.shows_what_is_typed()) << "as it was before";
}

TEST(Terminal, StandardInputIsNotWhatIsAsked) {
  test::PseudoTerminal terminal([] {
    ::close(STDIN_FILENO);
    ::close(STDOUT_FILENO);
    return ask_for("x");
  });
  ASSERT_TRUE(terminal.wait_for("Word: "));
  terminal.type("x\n");
  EXPECT_EQ(terminal.wait(), 0);
}

TEST(Terminal, EmptyLinesAndTheEndOfInputAreEmptyAnswers) {
  for (const std::string typed : {"\n", "\x04"}) {
    test::PseudoTerminal terminal([] { return ask_for(""); });
    ASSERT_TRUE(terminal.wait_for("Word: "));
    terminal.type(typed);
    EXPECT_EQ(terminal.wait(), 0);
  }
}

TEST(Terminal, CorrectionsWhileTypingCount) {
  test::PseudoTerminal terminal([] { return ask_for("right"); });
  ASSERT_TRUE(terminal.wait_for("Word: "));
  terminal.type("wrong\x15right2\x7F\n");  // Ctrl-U, backspace
  EXPECT_EQ(terminal.wait(), 0);
}

TEST(Terminal, ASignalLeavesTheTerminalAsItWas) {
  test::PseudoTerminal by_key([] { return ask_for(""); });
  ASSERT_TRUE(by_key.wait_for("Word: "));
  by_key.type("half a secr\x03");
  EXPECT_EQ(by_key.wait(), kInterrupted);
  EXPECT_TRUE(by_key.shows_what_is_typed());
  for (const int signal : {SIGTERM, SIGHUP}) {
    test::PseudoTerminal terminal([] { return ask_for(""); });
    ASSERT_TRUE(terminal.wait_for("Word: "));
    terminal.send(signal);
    EXPECT_EQ(terminal.wait(), kInterrupted);
    EXPECT_TRUE(terminal.shows_what_is_typed());
  }
}

TEST(Terminal, KeysThatSuspendOrQuitDoNotLeaveItMute) {
  test::PseudoTerminal terminal([] { return ask_for("\x1A\x1Cx"); });
  ASSERT_TRUE(terminal.wait_for("Word: "));
  terminal.type("\x1A\x1Cx\n");  // Ctrl-Z, Ctrl-backslash
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_TRUE(terminal.shows_what_is_typed());
}

TEST(Terminal, ThereIsNoneForAProcessWithoutOne) {
  const auto child = ::fork();
  if (child == 0) {
    ::setsid();
    ::_exit(open_terminal() ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace vixmount::cli
