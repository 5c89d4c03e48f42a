#include <sys/resource.h>

#include "cli/commands.hpp"
#include "cli/copy/folder_target.hpp"
#include "cli/copy/tar_target.hpp"
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

std::unique_ptr<Manifest> make_manifest(const Arguments& arguments) {
  const auto& file = arguments.copy.manifest_file;
  if (file.empty()) return nullptr;
  const auto format = arguments.copy.format == CopyFormat::tar ? "tar" : "folder";
  return std::make_unique<Manifest>(file, arguments.destination, format);
}

void copy_all(Context& context, Session& session, CopyReport& report) {
  const auto& arguments = context.arguments;
  const StopSignal stop;
  Progress progress(context.err, stop);
  const ContentCopier contents(session, progress, report.wants_hashes());
  std::unique_ptr<CopyTarget> target;
  if (arguments.copy.format == CopyFormat::tar)
    target = std::make_unique<TarTarget>(session, arguments, report, contents, context.out.fd());
  else
    target = std::make_unique<FolderTarget>(session, arguments, report, contents);
  TreeCopier copier(session, arguments, report, progress, *target);
  for (const auto& path : arguments.paths) copier.copy(path);
  target->finish();
}

}  // namespace

ExitCode run_cp(Context& context) {
  const auto session = context.open();
  allow_many_open_files();
  const auto manifest = make_manifest(context.arguments);
  CopyReport report(context.err, manifest.get());
  try {
    copy_all(context, *session, report);
  } catch (const Error&) {
    report.finish(CopyEnd::broken_off);  // what was done before is worth knowing
    throw;
  }
  report.finish(CopyEnd::complete);
  return report.exit_code();
}

}  // namespace vixmount::cli
