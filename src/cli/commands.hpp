// The commands. Each prints to the environment and throws Error for what ends it; run() turns that
// into an exit code.
#pragma once

#include "base/log.hpp"
#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"
#include "cli/key_chain.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "cli/subvolumes.hpp"

namespace vixmount::cli {

// What surrounds a running command; tests put their own in.
struct Environment {
  int standard_output = 1;  // descriptors, borrowed
  int standard_error = 2;
  SessionFactory open_session;
  TerminalFactory open_terminal;  // none: nobody can be asked
  bool is_interactive = false;    // somebody sits at that terminal
};

struct Context {
  Arguments& arguments;  // open() may set the volume
  Output& out;
  Output& err;
  Log log;
  const SessionFactory& open_session;
  KeyChain& keys;

  SessionPtr open() const {
    auto session = keys.open([this](std::vector<volume::Key> at_hand) {
      return open_session(arguments, std::move(at_hand), log);
    });
    choose_volume(arguments, *session);
    return session;
  }
};

ExitCode run_snapshots(Context& context);
ExitCode run_info(Context& context);
ExitCode run_volumes(Context& context);
ExitCode run_os(Context& context);
ExitCode run_ls(Context& context);
ExitCode run_cat(Context& context);
ExitCode run_cp(Context& context);
ExitCode run_mount(Context& context);
ExitCode run_umount(Context& context);

}  // namespace vixmount::cli
