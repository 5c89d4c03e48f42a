#include "cli/messages.hpp"

#include <array>

#include "cli/exit_code.hpp"
#include "cli/format.hpp"

namespace vixmount::cli {

void explain_error(Output& err, const Error& error) {
  err.print("vixmount: {}\n", safe_for_terminal(error.message()));
  if (const auto advice = advice_for(error.kind()); !advice.empty()) err.print("{}\n", advice);
  err.Flush();
}

std::string about(std::string_view path, std::string_view message) {
  const auto safe = safe_for_terminal(message);
  if (message.starts_with(fmt::format("{}: ", path)) ||
      message.starts_with(fmt::format("{} ", path)))
    return safe;
  return fmt::format("{}: {}", safe_for_terminal(path), safe);
}

Log make_log(int fd, bool verbose) {
  if (!verbose) return {};
  const auto sink = [fd](LogLevel level, std::string_view text) {
    static constexpr std::array<std::string_view, 3> kNames = {"debug", "info", "warning"};
    try {
      // One write, so that lines of several threads do not mix.
      write_fully(fd, fmt::format("vixmount: {}: {}\n", kNames.at(static_cast<std::size_t>(level)),
                                  safe_for_terminal(text)));
    } catch (const Error&) {
      return;  // nobody listens any more
    }
  };
  return Log(sink, LogLevel::debug);
}

}  // namespace vixmount::cli
