#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/btrfs/btrfs_file_system.hpp"
#include "fs/btrfs/inode_reference.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::size_t kLongestPath = 4095;  // PATH_MAX without its zero byte
// Of all paths together; each costs a look-up. Snapper's hundreds have some thousand.
constexpr std::size_t kMostNames = 1U << 18;
constexpr std::size_t kMostBytes = 8UL << 20;

class Lister {
 public:
  explicit Lister(const Subvolumes& subvolumes)
      : subvolumes_(subvolumes), default_(subvolumes.default_id()) {}

  std::vector<SubvolumeEntry> list() {
    std::vector<SubvolumeEntry> out;
    for (const auto id : subvolumes_.placed_ids(kMostSubvolumes)) {
      try {
        auto path = path_of(id);
        bytes_ += path.size();
        out.push_back({id, std::move(path), id == default_, subvolumes_.get(id)->is_read_only});
      } catch (const Error& error) {  // one whose place is damaged must not hide the others
        if (error.kind() == ErrorKind::io) throw;
      }
      if (names_ > kMostNames || bytes_ > kMostBytes)
        fail(ErrorKind::limit_exceeded,
             "the paths of subvolumes have more than {} names or {} bytes",
             kMostNames, kMostBytes);
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    out.insert(out.begin(), {kTopSubvolume, "/", default_ == kTopSubvolume, false});
    return out;
  }

 private:
  // From the top subvolume. Places that lead round in a circle make too long a path.
  std::string path_of(std::uint64_t id) {
    std::string path;
    while (id != kTopSubvolume) {
      const auto place = subvolumes_.place_of(id);
      if (!place) fail(ErrorKind::damaged, "subvolume {} stands nowhere", id);
      put_in_front(path, place->name);
      put_folders_in_front(path, *subvolumes_.get(place->parent), place->directory);
      id = place->parent;
    }
    return path;
  }

  void put_folders_in_front(std::string& path, const Subvolume& subvolume,
                            std::uint64_t directory) {
    while (directory != subvolume.root_directory) {
      const Items items(subvolume.tree, {directory, ItemType::inode_ref, 0});
      if (items.at_end() || items.key().objectid != directory ||
          items.key().type != ItemType::inode_ref)
        fail(ErrorKind::damaged, "no directory holds inode {}", directory);
      const auto references = parse_references(items.key(), items.data());
      if (references.empty()) fail(ErrorKind::damaged, "inode {} has no name", directory);
      put_in_front(path, references.front().name);
      directory = references.front().parent;
    }
  }

  void put_in_front(std::string& path, const std::string& name) {
    ++names_;
    if (name.empty() || name.size() + 1 + path.size() > kLongestPath)
      fail(ErrorKind::damaged, "path of a subvolume of more than {} bytes", kLongestPath);
    path = path.empty() ? name : name + "/" + path;
  }

  const Subvolumes& subvolumes_;
  std::uint64_t default_;
  std::size_t names_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

std::vector<SubvolumeEntry> list_subvolumes(const FileSystem& files) {
  return Lister(require_btrfs(files).volume()->subvolumes).list();
}

}  // namespace vixmount::fs::btrfs
