#include "cli/commands.hpp"
#include "cli/entry_printer.hpp"
#include "cli/format.hpp"
#include "cli/guest_path.hpp"
#include "cli/messages.hpp"

namespace vixmount::cli {
namespace {

class Lister {
 public:
  Lister(Context& context, Session& session)
      : context_(context),
        session_(session),
        printer_(make_entry_printer(context.out, context.arguments.list, context.arguments.json)) {}

  ExitCode run() {
    const auto& paths = context_.arguments.paths;
    for (const auto& path : paths) {
      try {
        list(path);
      } catch (const Error& error) {
        // Of several paths, one that is missing does not keep the others from being listed.
        if (paths.size() == 1 || error.kind() == ErrorKind::worker_lost ||
            dynamic_cast<const OutputClosed*>(&error) != nullptr)
          throw;
        complain(path, error.message());
      }
    }
    printer_->finish();
    return incomplete_ ? ExitCode::incomplete : ExitCode::success;
  }

 private:
  // A link is shown, unless it leads to a folder: then the folder is what the user wants to see.
  worker::Entry find(const std::string& path) {
    const auto volume = context_.arguments.volume;
    const bool wants_folder = path.ends_with('/');
    auto entry = session_.find(volume, path, wants_folder);
    if (entry.attributes.type != fs::NodeType::symbolic_link) return entry;
    try {
      auto target = session_.find(volume, path, true);
      if (target.attributes.type == fs::NodeType::directory) return target;
    } catch (const Error& error) {
      // A link that leads nowhere is shown as a link.
      if (error.kind() == ErrorKind::worker_lost) throw;
    }
    return entry;
  }

  void list(const std::string& asked) {
    const auto entry = find(asked);
    const auto path = tidy_guest_path(asked);
    if (entry.attributes.type != fs::NodeType::directory) {
      printer_->print(entry, path, asked);
      return;
    }
    const auto& options = context_.arguments.list;
    if (context_.arguments.paths.size() > 1 && !options.recursive) printer_->title(path);
    // Across the guest's mount points, the walk must know where in the guest it is.
    const auto guest_path = context_.arguments.volume == 0 ? entry.path : std::string();
    session_.walk(entry.location, guest_path, options.recursive, [&](const worker::Entry& below) {
      const auto whole = join_guest_path(path, below.path);
      if (!below.error.empty()) complain(whole, below.error);
      printer_->print(below, whole, options.recursive ? std::string_view(whole) : below.path);
    });
  }

  void complain(const std::string& path, const std::string& error) {
    incomplete_ = true;
    context_.err.print("vixmount: {}\n", about(path, error));
  }

  Context& context_;
  Session& session_;
  std::unique_ptr<EntryPrinter> printer_;
  bool incomplete_ = false;
};

}  // namespace

ExitCode run_ls(Context& context) {
  const auto session = context.open();
  return Lister(context, *session).run();
}

}  // namespace vixmount::cli
