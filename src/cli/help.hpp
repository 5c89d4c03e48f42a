// The texts of --help.
#pragma once

#include <array>
#include <string_view>

#include "cli/arguments.hpp"

namespace vixmount::cli {

struct CommandHelp {
  Command command;
  std::string_view name;
  std::string_view summary;
  std::string_view examples;
};

// In the order in which somebody who restores a file meets them.
const std::array<CommandHelp, 9>& command_help() noexcept;
const CommandHelp& help_of(Command command) noexcept;

// What is behind the list of commands in `vixmount --help`.
std::string_view first_steps() noexcept;

}  // namespace vixmount::cli
