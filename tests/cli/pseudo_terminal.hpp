// A process that has a terminal of its own, at which the test sits.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/unique_fd.hpp"

namespace vixmount::test {

class PseudoTerminal {
 public:
  // Runs `child` in a new process on the terminal; its result is the exit code.
  explicit PseudoTerminal(const std::function<int()>& child);
  // Runs a program there.
  explicit PseudoTerminal(const std::vector<std::string>& command);
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  // Waits until `text` is shown, behind what was waited for before. False: it does not come.
  bool wait_for(const std::string& text);
  void type(const std::string& keys);
  void send(int signal) const;
  bool shows_what_is_typed() const;
  // The exit code; 128 and the number of the signal that ended it.
  int wait();
  const std::string& shown() const noexcept { return shown_; }

 private:
  bool read_more();

  pid_t child_ = -1;
  UniqueFd screen_;
  UniqueFd keyboard_;  // the child's side, kept open so that its settings can be looked at
  std::string shown_;
  std::size_t seen_ = 0;
};

}  // namespace vixmount::test
