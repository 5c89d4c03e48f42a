#include "cli/copy/tree_copier.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cli/content.hpp"
#include "cli/guest_path.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::cli {
namespace {

// After these, going on with the next file makes no sense.
bool ends_the_copy(const Error& error) {
  return error.kind() == ErrorKind::worker_lost || error.kind() == ErrorKind::disk_full ||
         dynamic_cast<const Interrupted*>(&error) != nullptr;
}

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
                       Progress& progress)
    : session_(session),
      arguments_(arguments),
      report_(report),
      progress_(progress),
      attributes_(session, report, !arguments.copy.no_owner),
      tree_(arguments.destination,
            [this](int fd, const worker::Entry& entry, const std::string& path) {
              attributes_.apply(fd, entry, path.empty() ? "/" : path);
            }) {}

void TreeCopier::copy(const std::string& guest_path) {
  try {
    copy_found(guest_path);
  } catch (const Error& error) {
    if (ends_the_copy(error)) throw;
    report_.failed(guest_path, error);
    tree_.leave_all();
  }
}

void TreeCopier::copy_found(const std::string& guest_path) {
  const auto volume = arguments_.volume;
  const auto entry = session_.find(volume, guest_path, guest_path.ends_with('/'));
  const auto name = name_of(guest_path, entry);
  if (entry.attributes.type != fs::NodeType::directory) {
    handle(name, entry);
    return;
  }
  if (name.empty()) {
    tree_.set_root_entry(entry);
    report_.restored(fs::NodeType::directory, 0);
  } else {
    handle(name, entry);
  }
  session_.walk(entry.location, volume == 0 ? entry.path : std::string(), true,
                [&](const worker::Entry& below) { handle(join(name, below.path), below); });
  tree_.leave_all();
}

void TreeCopier::handle(const std::string& path, const worker::Entry& entry) {
  try {
    progress_.begin_file(path);
    if (!entry.error.empty()) fail(ErrorKind::damaged, "{}", entry.error);
    require_plain_name(last_component(path));
    const auto parent = tree_.parent_of(path);
    if (!parent) return;  // the folder itself is in the report
    restore(*parent, path, entry);
  } catch (Error& error) {
    if (error.kind() == ErrorKind::disk_full) error.add_context(path);
    if (ends_the_copy(error)) throw;
    report_.failed(path, error);
  }
}

void TreeCopier::restore(int parent, const std::string& path, const worker::Entry& entry) {
  const auto type = entry.attributes.type;
  if (type == fs::NodeType::directory) {
    tree_.enter(parent, path, entry);
    report_.restored(type, 0);
    return;
  }
  if (entry.attributes.link_count > 1 && restore_as_hard_link(parent, path, entry)) return;
  if (type == fs::NodeType::regular)
    restore_file(parent, path, entry);
  else if (type == fs::NodeType::symbolic_link)
    restore_link(parent, path, entry);
  else
    restore_node(parent, path, entry);
  if (entry.attributes.link_count > 1) remember_name(path, entry);
}

void TreeCopier::restore_file(int parent, const std::string& path, const worker::Entry& entry) {
  NewFile file(parent, std::string(last_component(path)), arguments_.copy.force);
  NewFileSink sink(file.fd(), [this](std::uint64_t bytes) { progress_.add_bytes(bytes); });
  const auto size = transfer_content(session_, entry.location, sink);
  sink.finish();
  attributes_.apply(file.fd(), entry, path);
  file.commit();
  report_.restored(fs::NodeType::regular, size);
}

void TreeCopier::restore_link(int parent, const std::string& path, const worker::Entry& entry) {
  if (entry.link_target.find('\0') != std::string::npos)
    fail(ErrorKind::damaged, "the target of the symbolic link holds a NUL");
  if (entry.attributes.encrypted)
    fail(ErrorKind::encrypted, "the target of the symbolic link is encrypted in the guest");
  const std::string name(last_component(path));
  make_room(parent, name, arguments_.copy.force);
  if (::symlinkat(entry.link_target.c_str(), parent, name.c_str()) != 0)
    throw Error::from_errno(errno, "making the symbolic link");
  attributes_.apply_at(parent, name, entry, path);
  report_.restored(fs::NodeType::symbolic_link, 0);
}

void TreeCopier::restore_node(int parent, const std::string& path, const worker::Entry& entry) {
  const std::string name(last_component(path));
  const auto& attributes = entry.attributes;
  const auto type = fs::type_bits(attributes.type);
  if (type == 0) fail(ErrorKind::damaged, "a file of unknown type");
  make_room(parent, name, arguments_.copy.force);
  if (::mknodat(parent, name.c_str(), type | 0600U,
                makedev(attributes.device_major, attributes.device_minor)) != 0)
    throw Error::from_errno(errno, "making the device node, pipe or socket (devices need root)");
  attributes_.apply_at(parent, name, entry, path);
  report_.restored(attributes.type, 0);
}

bool TreeCopier::restore_as_hard_link(int parent, const std::string& path,
                                      const worker::Entry& entry) {
  const auto found = linked_files_.find({entry.location.volume, entry.location.node});
  if (found == linked_files_.end()) return false;
  const std::string first = found->second.path;
  if (--found->second.names_to_come == 0) linked_files_.erase(found);
  const std::string name(last_component(path));
  make_room(parent, name, arguments_.copy.force);
  const UniqueFd first_parent = tree_.reopen_parent(first);
  if (::linkat(first_parent.get(), std::string(last_component(first)).c_str(), parent, name.c_str(),
               0) != 0) {
    report_.lost(path, Attribute::hard_link,
                 fmt::format("a copy instead of a link to {}: {}", first,
                             std::generic_category().message(errno)));
    return false;
  }
  report_.restored(entry.attributes.type, 0);
  return true;
}

void TreeCopier::remember_name(const std::string& path, const worker::Entry& entry) {
  if (linked_files_.size() >= kMostLinkedFiles) {
    report_.lost(path, Attribute::hard_link, "too many files with several names at once");
    return;
  }
  linked_files_.try_emplace({entry.location.volume, entry.location.node},
                            LinkedFile{path, entry.attributes.link_count - 1});
}

}  // namespace vixmount::cli
