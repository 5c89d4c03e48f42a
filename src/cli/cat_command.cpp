#include "cli/commands.hpp"
#include "cli/content.hpp"

namespace vixmount::cli {

ExitCode run_cat(Context& context) {
  const auto session = context.open();
  StreamSink sink(context.out.fd(), [](std::uint64_t) {});
  for (const auto& path : context.arguments.paths) {
    const auto entry = session->find(context.arguments.volume, path, true);
    if (entry.attributes.type == fs::NodeType::directory)
      fail(ErrorKind::is_a_directory,
           "{} is a folder; `vixmount ls` lists it, `vixmount cp` copies it", path);
    if (entry.attributes.type != fs::NodeType::regular)
      fail(ErrorKind::unsupported, "{} is no regular file and has no content", path);
    with_context(path, [&] { transfer_content(*session, entry.location, sink); });
  }
  return ExitCode::success;
}

}  // namespace vixmount::cli
