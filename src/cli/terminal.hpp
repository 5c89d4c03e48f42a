// Questions on the terminal whose answers are not shown.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/secret.hpp"

namespace vixmount::cli {

class Terminal {
 public:
  Terminal() = default;
  virtual ~Terminal() = default;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  virtual void tell(std::string_view line) = 0;
  // The line that was typed; empty for an empty one, and at the end of input. Interrupted when a
  // signal comes; the terminal is as it was before in any case.
  virtual Secret ask(std::string_view question) = 0;
};

using TerminalFactory = std::function<std::unique_ptr<Terminal>()>;

// The terminal that controls this process, whatever its standard input is; null without one.
std::unique_ptr<Terminal> open_terminal();

}  // namespace vixmount::cli
