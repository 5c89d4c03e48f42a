#include "worker/engine/walk.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.hpp"

namespace vixmount::worker {
namespace {

std::string join(const std::string& folder, std::string_view name) {
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path.append(folder);
  if (!folder.empty()) path.push_back('/');
  path.append(name);
  return path;
}

Entry unreadable(std::string path, const Location& location, const Error& error) {
  Entry entry;
  entry.path = std::move(path);
  entry.location = location;
  entry.error = error.message();
  return entry;
}

// Volumes are few and node ids below 2^48 in practice; a collision costs a folder, said as an
// error.
std::uint64_t key_of(const Location& location) {
  return location.node ^ (static_cast<std::uint64_t>(location.volume) << 52);
}

// Hard links to folders, which Time Machine's backups are made of.
bool has_linked_folders(const fs::FileSystemInfo& info) noexcept { return info.type == "hfsplus"; }

}  // namespace

Walk::Walk(FileSystemOf file_system_of, const Location& start, std::string guest_path,
           bool recursive, MountTable mounts)
    : file_system_of_(std::move(file_system_of)),
      recursive_(recursive),
      guest_prefix_(std::move(guest_path)),
      mounts_(std::move(mounts)),
      start_(start) {
  if (guest_prefix_.empty() || guest_prefix_.back() != '/') guest_prefix_.push_back('/');
}

NextBatch::Result Walk::next() {
  NextBatch::Result batch;
  batch_bytes_ = 0;
  if (!std::exchange(started_, true)) enter(start_, {}, batch);
  while (!stack_.empty() && batch_bytes_ < kBatchBytes) {
    Folder& folder = stack_.back();
    if (folder.next_name < folder.names.size()) {
      visit(folder, folder.names[folder.next_name++], batch);
    } else if (folder.next_cookie != 0) {
      try {
        read_names(folder, folder.next_cookie);
      } catch (const Error& error) {
        folder.next_cookie = 0;
        folder.names.clear();
        add(batch, unreadable(folder.path, folder.location, error));
      }
    } else {
      stack_.pop_back();
    }
  }
  batch.finished = stack_.empty();
  return batch;
}

void Walk::enter(const Location& location, std::string path, NextBatch::Result& batch) {
  try {
    if (stack_.size() >= kMostDepth)
      fail(ErrorKind::limit_exceeded, "folders are nested deeper than {}", kMostDepth);
    const bool is_new = visited_.insert(key_of(location)).second;
    if (!is_new && is_mounted(location)) return;
    Folder folder;
    folder.location = location;
    folder.file_system = file_system_of_(location.volume);
    if (!is_new) require_several_names(folder);
    folder.path = path;
    read_names(folder, 0);
    stack_.push_back(std::move(folder));
  } catch (const Error& error) {
    add(batch, unreadable(std::move(path), location, error));
  }
}

void Walk::require_several_names(const Folder& folder) {
  const bool is_inside_itself =
      std::any_of(stack_.begin(), stack_.end(),
                  [&](const Folder& above) { return above.location == folder.location; });
  if (!has_linked_folders(folder.file_system->info()) || is_inside_itself)
    fail(ErrorKind::damaged, "folder is reached a second time in the tree");
  if (++repeats_ > kMostRepeats)
    fail(ErrorKind::limit_exceeded, "more than {} folders are reached a second time", kMostRepeats);
}

void Walk::read_names(Folder& folder, std::uint64_t cookie) {
  folder.text.clear();
  folder.names.clear();
  folder.next_name = 0;
  folder.next_cookie = 0;
  folder.file_system->list(folder.location.node, cookie, [&](const fs::DirectoryEntry& entry) {
    if (entry.name.size() > std::numeric_limits<std::uint16_t>::max())
      fail(ErrorKind::damaged, "a name of {} bytes", entry.name.size());
    folder.names.push_back({static_cast<std::uint32_t>(folder.text.size()),
                            static_cast<std::uint16_t>(entry.name.size()), entry.node});
    folder.text.append(entry.name);
    if (folder.names.size() < kMostSorted) return true;
    folder.next_cookie = entry.next_cookie;
    return false;
  });
  if (cookie != 0 || folder.next_cookie != 0) return;  // too many to sort: the file system's order
  const std::string_view text = folder.text;
  std::sort(folder.names.begin(), folder.names.end(), [&](const Name& a, const Name& b) {
    return text.substr(a.position, a.length) < text.substr(b.position, b.length);
  });
}

void Walk::visit(Folder& folder, const Name& name, NextBatch::Result& batch) {
  auto path = join(folder.path, std::string_view(folder.text).substr(name.position, name.length));
  const Location own{folder.location.volume, name.node};
  // In a path it would be told apart from a folder's no longer.
  if (std::string_view(path).substr(path.size() - name.length).find('/') != std::string_view::npos) {
    add(batch, unreadable(std::move(path), own,
                          Error(ErrorKind::damaged, "the name of a file holds a slash")));
    return;
  }
  const Location location = cross_mounts(own, path);
  try {
    const auto file_system =
        location == own ? folder.file_system : file_system_of_(location.volume);
    Entry entry = describe(file_system, location, path);
    const bool descend = recursive_ && entry.attributes.type == fs::NodeType::directory;
    add(batch, std::move(entry));
    if (descend) enter(location, std::move(path), batch);  // invalidates `folder`
  } catch (const Error& error) {
    add(batch, unreadable(std::move(path), location, error));
  }
}

// The guest's table may show one subvolume in two places, even inside itself (openSUSE's root below
// /.snapshots): what was walked at one is not walked again at the other.
bool Walk::is_mounted(const Location& location) const {
  return !mounts_.empty() &&
         (location == start_ ||
          std::any_of(mounts_.begin(), mounts_.end(),
                      [&](const auto& mount) { return mount.second == location; }));
}

Location Walk::cross_mounts(const Location& location, std::string_view path) const {
  if (mounts_.empty()) return location;
  const auto found = mounts_.find(guest_prefix_ + std::string(path));
  return found == mounts_.end() ? location : found->second;
}

Entry Walk::describe(const fs::FileSystemPtr& file_system, const Location& location,
                     std::string path) const {
  Entry entry;
  entry.path = std::move(path);
  entry.location = location;
  entry.attributes = file_system->attributes(location.node);
  if (entry.attributes.type == fs::NodeType::symbolic_link && !entry.attributes.encrypted)
    entry.link_target = file_system->read_link(location.node);
  return entry;
}

void Walk::add(NextBatch::Result& batch, Entry entry) {
  constexpr std::size_t kFixedBytes = 180;  // of an encoded entry, about
  batch_bytes_ += kFixedBytes + entry.path.size() + entry.link_target.size() + entry.error.size();
  batch.entries.push_back(std::move(entry));
}

}  // namespace vixmount::worker
