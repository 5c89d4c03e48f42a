#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/btrfs/btrfs_file_system.hpp"

namespace vixmount::fs::btrfs {

const BtrfsFileSystem& require_btrfs(const FileSystem& files) {
  const auto* found = dynamic_cast<const BtrfsFileSystem*>(&files);
  if (found == nullptr)
    fail(ErrorKind::invalid_argument, "{} has no subvolumes", files.info().type);
  return *found;
}

FileSystemPtr open_subvolume(const FileSystem& files, std::uint64_t id) {
  return std::make_shared<BtrfsFileSystem>(require_btrfs(files).volume(), id);
}

FileSystemPtr open_subvolume(const FileSystem& files, std::string_view path) {
  auto top = open_subvolume(files, kTopSubvolume);
  auto node = top->root();
  for (const auto name : split(path, '/')) {
    if (name.empty()) continue;
    const auto next = top->lookup(node, name);
    if (!next) fail(ErrorKind::not_found, "there is no subvolume {}", printable(path));
    node = *next;
  }
  if (node == top->root()) return top;
  const auto number = InodeNumber::unpack(node);
  auto found = open_subvolume(files, number.subvolume);
  if (found->root() != node)
    fail(ErrorKind::not_found, "{} is not a subvolume", printable(path));
  return found;
}

}  // namespace vixmount::fs::btrfs
