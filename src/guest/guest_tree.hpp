// Paths as a guest writes them, over the volumes that it mounts: symbolic links, ".." and mount
// points are resolved inside the guest, and nothing ever becomes a path of the host.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::guest {

// Bounds against hostile trees; the first two are Linux' own.
inline constexpr std::size_t kMostLinks = 40;            // symbolic links followed in one path
inline constexpr std::size_t kLongestLinkTarget = 4096;  // bytes
inline constexpr std::size_t kLongestPath = 65536;       // bytes, as asked and on the way

// A volume at a place of the guest's tree.
struct TreeMount {
  std::string path;  // "/", "/usr" ...: absolute, as the guest's mount table writes it
  std::size_t volume = 0;
  fs::FileSystemPtr file_system;
};

struct TreeNode {
  std::size_t volume = 0;
  fs::FileSystemPtr file_system;
  fs::NodeId node = 0;
  fs::Attributes attributes;
  std::string path;  // canonical: no links, no "..", begins with "/"
};

enum class LastLink : unsigned char {
  follow,
  keep,  // a symbolic link at the end of the path is the answer
};

enum class NameCase : unsigned char { exact, ignored };  // ignored: of ASCII letters

// All const members may be called from many threads at once.
class GuestTree {
 public:
  // One mount must be "/" (Error{invalid_argument}). Of two at the same path the later counts, as
  // in a running guest. A mount point needs no folder to stand on. `mount_names` says how the paths
  // of the mounts are compared; all other names are compared by the file systems.
  explicit GuestTree(std::vector<TreeMount> mounts, NameCase mount_names = NameCase::exact);

  // `path` begins at the root, with or without "/". A path that ends with "/" names a directory.
  // Error{not_found}, Error{not_a_directory}, Error{limit_exceeded}; each names the guest's path.
  TreeNode resolve(std::string_view path, LastLink last = LastLink::follow) const;
  // Nothing where resolve() would say not_found or not_a_directory.
  std::optional<TreeNode> find(std::string_view path, LastLink last = LastLink::follow) const;

  const std::vector<TreeMount>& mounts() const noexcept { return mounts_; }
  // Names of the mount points directly in the directory at the canonical `path`: a listing shows
  // them beside (and in place of) the directory's own entries.
  std::vector<std::string> mount_points_in(std::string_view path) const;

 private:
  std::vector<TreeMount> mounts_;  // paths normalised, no two alike
  NameCase mount_names_;
};

}  // namespace vixmount::guest
