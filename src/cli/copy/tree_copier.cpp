#include "cli/copy/tree_copier.hpp"

#include "cli/guest_path.hpp"

namespace vixmount::cli {
namespace {

std::string join(const std::string& folder, const std::string& below) {
  return folder.empty() ? below : folder + "/" + below;
}

// The name under which the user asked for it; where that names none (".", ".."), its own.
std::string name_of(const std::string& asked, const worker::Entry& entry) {
  std::string name(last_component(tidy_guest_path(asked)));
  if (name == "..") name = last_component(entry.path);
  return name;
}

}  // namespace

TreeCopier::TreeCopier(Session& session, const Arguments& arguments, CopyReport& report,
                       Progress& progress, CopyTarget& target)
    : session_(session),
      arguments_(arguments),
      report_(report),
      progress_(progress),
      target_(target) {}

void TreeCopier::copy(const std::string& guest_path) {
  try {
    copy_found(guest_path);
  } catch (const Error& error) {
    if (ends_the_copy(error)) throw;
    NodeRecord record;
    record.guest_path = guest_path;
    report_.failed(record, error);
    target_.end_of_tree();
  }
}

void TreeCopier::copy_found(const std::string& guest_path) {
  const auto volume = arguments_.volume;
  NodeRecord top;
  top.entry = session_.find(volume, guest_path, guest_path.ends_with('/'));
  top.guest_path = top.entry.path;
  top.path = name_of(guest_path, top.entry);
  const auto start = top;  // the record goes its own way
  handle(std::move(top));
  if (start.entry.attributes.type == fs::NodeType::directory) {
    session_.walk(start.entry.location, volume == 0 ? start.guest_path : std::string(), true,
                  [&](const worker::Entry& below) {
                    NodeRecord record;
                    record.entry = below;
                    record.guest_path = join_guest_path(start.guest_path, below.path);
                    record.path = join(start.path, below.path);
                    handle(std::move(record));
                  });
  }
  target_.end_of_tree();
}

void TreeCopier::handle(NodeRecord record) {
  try {
    progress_.begin_file(record.path);
    if (!record.entry.error.empty()) fail(ErrorKind::damaged, "{}", record.entry.error);
    target_.restore(record);
  } catch (Error& error) {
    if (error.kind() == ErrorKind::disk_full) error.add_context(record.path);
    if (ends_the_copy(error)) throw;
    report_.failed(record, error);
  }
}

}  // namespace vixmount::cli
