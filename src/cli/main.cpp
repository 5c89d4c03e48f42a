#include <csignal>
#include <string>
#include <vector>

#include "cli/run.hpp"

int main(int argc, char** argv) {
  // A closed pipe is an answer of write(2), so that half-made files can be removed first.
  std::signal(SIGPIPE, SIG_IGN);
  vixmount::cli::Environment environment;
  environment.open_session = vixmount::cli::open_session;
  return vixmount::cli::run(std::vector<std::string>(argv + 1, argv + argc), environment);
}
