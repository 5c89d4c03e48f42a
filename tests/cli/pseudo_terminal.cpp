#include "pseudo_terminal.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

namespace vixmount::test {
namespace {

// Longer than anything here takes; reached only when a test fails.
constexpr int kPatienceMilliseconds = 60000;

int execute(const std::vector<std::string>& command) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  return 127;
}

}  // namespace

PseudoTerminal::PseudoTerminal(const std::function<int()>& child) {
  int screen = -1;
  int keyboard = -1;
  if (::openpty(&screen, &keyboard, nullptr, nullptr, nullptr) != 0) std::abort();
  screen_ = UniqueFd(screen);
  keyboard_ = UniqueFd(keyboard);
  child_ = ::fork();
  if (child_ == 0) {
    screen_.reset();
    ::login_tty(::dup(keyboard));
    ::_exit(child());
  }
}

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& command)
    : PseudoTerminal([&] { return execute(command); }) {}

PseudoTerminal::~PseudoTerminal() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

bool PseudoTerminal::read_more() {
  pollfd event{screen_.get(), POLLIN, 0};
  if (::poll(&event, 1, kPatienceMilliseconds) <= 0) return false;
  char buffer[4096];
  const auto count = ::read(screen_.get(), buffer, sizeof(buffer));
  if (count <= 0) return false;
  shown_.append(buffer, static_cast<std::size_t>(count));
  return true;
}

bool PseudoTerminal::wait_for(const std::string& text) {
  for (;;) {
    if (const auto at = shown_.find(text, seen_); at != std::string::npos) {
      seen_ = at + text.size();
      return true;
    }
    if (!read_more()) return false;
  }
}

void PseudoTerminal::type(const std::string& keys) {
  EXPECT_EQ(::write(screen_.get(), keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
}

void PseudoTerminal::send(int signal) const { ::kill(child_, signal); }

bool PseudoTerminal::shows_what_is_typed() const {
  termios settings{};
  EXPECT_EQ(::tcgetattr(keyboard_.get(), &settings), 0);
  return (settings.c_lflag & ECHO) != 0;
}

int PseudoTerminal::wait() {
  int status = 0;
  // Reads meanwhile: a screen that nobody reads holds the child up.
  for (;;) {
    const auto ended = ::waitpid(child_, &status, WNOHANG);
    pollfd event{screen_.get(), POLLIN, 0};
    if (::poll(&event, 1, ended == 0 ? 20 : 0) > 0 && read_more()) continue;
    if (ended != 0) break;
  }
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace vixmount::test
