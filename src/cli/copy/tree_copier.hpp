// Walks files and trees of the guest and hands each node to the place it is copied to.
#pragma once

#include <string>

#include "cli/arguments.hpp"
#include "cli/copy/progress.hpp"
#include "cli/copy/report.hpp"
#include "cli/copy/target.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

// Borrows everything it is given.
class TreeCopier {
 public:
  TreeCopier(Session& session, const Arguments& arguments, CopyReport& report, Progress& progress,
             CopyTarget& target);

  // One GUESTPATH of the command line. What fails goes to the report; thrown is only what ends the
  // whole copy: the worker is lost, the host's disk is full, a signal came.
  void copy(const std::string& guest_path);

 private:
  void copy_found(const std::string& guest_path);
  void handle(NodeRecord record);

  Session& session_;
  const Arguments& arguments_;
  CopyReport& report_;
  Progress& progress_;
  CopyTarget& target_;
};

}  // namespace vixmount::cli
