#include <csignal>
#include <string>
#include <vector>

#include <unistd.h>

#include "cli/run.hpp"

int main(int argc, char** argv) {
  // A closed pipe is an answer of write(2), so that half-made files can be removed first.
  std::signal(SIGPIPE, SIG_IGN);
  vixmount::cli::Environment environment;
  environment.open_session = vixmount::cli::open_session;
  environment.open_terminal = vixmount::cli::open_terminal;
  environment.is_interactive = ::isatty(STDIN_FILENO) == 1 || ::isatty(STDERR_FILENO) == 1;
  return vixmount::cli::run(std::vector<std::string>(argv + 1, argv + argc), environment);
}
