// A command that goes on after its caller got the terminal back.
//
// The process splits before anything is opened, so that no thread and no lock is copied. The child
// holds none of the caller's descriptors: what it has to say until it is ready goes through the
// parent, which ends with the child's exit code.
#pragma once

#include <functional>

#include "cli/exit_code.hpp"
#include "cli/output.hpp"

namespace vixmount::cli {

class BackgroundChild {
 public:
  // Runs `body` in the child. Its return value, or an Error, becomes what the parent ends with, as
  // long as the child has not called ready().
  using Body = std::function<ExitCode(BackgroundChild&)>;

  // In the parent: waits until the child is ready or has ended, and returns its exit code; what it
  // printed went to `out` and `err`. Never returns in the child.
  static ExitCode run(Output& out, Output& err, const Body& body);

  Output& out() noexcept { return out_; }  // travel to the parent; closed by ready()
  Output& err() noexcept { return err_; }
  // The parent ends with success now.
  void ready();

 private:
  BackgroundChild(int out_fd, int err_fd, int status_fd);
  void report(ExitCode code);

  Output out_;
  Output err_;
  int status_fd_;
  bool is_ready_ = false;
};

}  // namespace vixmount::cli
