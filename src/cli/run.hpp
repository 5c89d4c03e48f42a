// The whole command in one call: main() and the tests use it.
#pragma once

#include <string>
#include <vector>

#include "cli/commands.hpp"

namespace vixmount::cli {

// `words`: the command line without the program's name. No exception leaves it.
int run(const std::vector<std::string>& words, const Environment& environment);

}  // namespace vixmount::cli
