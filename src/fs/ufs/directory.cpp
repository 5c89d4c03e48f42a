#include "fs/ufs/directory.hpp"

#include "base/error.hpp"

namespace vixmount::fs::ufs {
namespace {

// As quickly read as indexed.
constexpr std::uint64_t kSmallDirectoryBytes = 16 * 1024;

// Looks at entries from `from` on, or at the one there alone.
std::optional<std::uint32_t> find_from(const Volume& volume, const Inode& directory,
                                       std::uint64_t from, bool only_there, std::string_view name) {
  std::optional<std::uint32_t> found;
  scan_directory(volume, directory, from, [&](const StoredEntry& entry) {
    if (entry.name == name && !entry.is_dot()) found = entry.inode;
    return !found && !only_there;
  });
  return found;
}

}  // namespace

void list_directory(const Volume& volume, const Inode& directory, std::uint64_t cookie,
                    const EntryVisitor& visit) {
  scan_directory(volume, directory, cookie, [&](const StoredEntry& entry) {
    return entry.is_dot() || visit({entry.name, entry.inode, entry.type, entry.end});
  });
}

std::optional<std::uint32_t> find_in_directory(const Volume& volume, const Inode& directory,
                                               std::string_view name, const NameIndex& index) {
  if (directory.size <= kSmallDirectoryBytes)
    return find_from(volume, directory, 0, false, name);
  const auto fill = [&](const NameIndex::Add& add) {
    scan_directory(volume, directory, 0, [&](const StoredEntry& entry) {
      return add(hash_of_name(entry.name), static_cast<std::uint32_t>(entry.begin));
    });
  };
  const auto find_at = [&](std::uint32_t position, bool only_there) {
    return find_from(volume, directory, position, only_there, name);
  };
  return index.find(directory.number, hash_of_name(name), fill, find_at);
}

std::uint32_t parent_of_directory(const Volume& volume, const Inode& directory) {
  if (directory.number == kRootInode) return kRootInode;
  std::optional<std::uint32_t> parent;
  int looked_at = 0;  // ".." is the second entry
  scan_directory(volume, directory, 0, [&](const StoredEntry& entry) {
    if (entry.name == "..") parent = entry.inode;
    return !parent && ++looked_at < 2;
  });
  if (!parent)
    fail_at(directory.position, "directory {}: it has no entry for its parent", directory.number);
  return *parent;
}

}  // namespace vixmount::fs::ufs
