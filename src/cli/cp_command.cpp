#include <sys/resource.h>

#include "cli/commands.hpp"
#include "cli/copy/tree_copier.hpp"

namespace vixmount::cli {
namespace {

// A deep tree keeps a descriptor per level open, a long chain one per file.
void allow_many_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // a failure shows itself later, as too_many_files
}

}  // namespace

ExitCode run_cp(Context& context) {
  const auto& arguments = context.arguments;
  const auto session = context.open();
  allow_many_open_files();
  CopyReport report(context.err, arguments.copy.report_file);
  try {
    const StopSignal stop;
    Progress progress(context.err, stop);
    TreeCopier copier(*session, arguments, report, progress);
    for (const auto& path : arguments.paths) copier.copy(path);
  } catch (const Error&) {
    report.finish(CopyEnd::broken_off);  // what was done before is worth knowing
    throw;
  }
  report.finish(CopyEnd::complete);
  return report.exit_code();
}

}  // namespace vixmount::cli
