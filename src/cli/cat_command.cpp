#include "cli/commands.hpp"
#include "cli/content.hpp"
#include "cli/messages.hpp"

namespace vixmount::cli {
namespace {

worker::Entry find_content(Session& session, std::uint32_t volume, const std::string& path) {
  auto entry = session.find(volume, path, true);
  if (entry.attributes.type == fs::NodeType::directory)
    fail(ErrorKind::is_a_directory,
         "{} is a folder; `vixmount ls` lists it, `vixmount cp` copies it", path);
  if (entry.attributes.type != fs::NodeType::regular)
    fail(ErrorKind::unsupported, "{} is no regular file and has no content", path);
  return entry;
}

}  // namespace

ExitCode run_cat(Context& context) {
  const auto session = context.open();
  StreamSink sink(context.out.fd(), [](std::uint64_t) {});
  const auto& paths = context.arguments.paths;
  auto code = ExitCode::success;
  for (const auto& path : paths) {
    std::optional<worker::Entry> entry;
    try {
      entry = find_content(*session, context.arguments.volume, path);
    } catch (const Error& error) {
      // Of several files, one that is missing does not keep the others back, as with cat(1). One
      // that breaks off in its middle does: what follows would look like its rest.
      if (paths.size() == 1 || error.kind() == ErrorKind::worker_lost) throw;
      context.err.print("vixmount: {}\n", about(path, error.message()));
      code = ExitCode::incomplete;
      continue;
    }
    with_context(path, [&] { transfer_content(*session, entry->location, sink); });
  }
  return code;
}

}  // namespace vixmount::cli
