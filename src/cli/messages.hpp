// What the command says on standard error.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/log.hpp"
#include "cli/output.hpp"

namespace vixmount::cli {

// What happened, and what can be done about it.
void explain_error(Output& err, const Error& error);

// "path: message"; just the message where it begins with the path already. Safe for a terminal.
std::string about(std::string_view path, std::string_view message);

// Silent unless `verbose`. `fd` is borrowed; a line that cannot be written is lost.
Log make_log(int fd, bool verbose);

}  // namespace vixmount::cli
