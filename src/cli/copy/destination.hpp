// The host folder that a copy fills. Names come from a guest and are hostile: everything is done
// relative to open folders, no symbolic link below the destination is ever followed, and so nothing
// outside the destination can be reached whatever the guest's tree looks like.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/stat.h>

#include "base/unique_fd.hpp"
#include "cli/copy/node_record.hpp"

namespace vixmount::cli {

// A folder of the host into which nodes are being restored. Names given to it are the guest's; the
// host gets them as they are, or escaped where it cannot hold them (host_name.hpp).
class OpenFolder {
 public:
  OpenFolder(UniqueFd fd, std::string restored_path)
      : fd_(std::move(fd)), restored_path_(std::move(restored_path)) {}

  // An error number, 0 for success; called with the name on the host.
  using Make = std::function<int(const std::string& name)>;

  int fd() const noexcept { return fd_.get(); }
  std::string restored_path_of(std::string_view host_name) const;

  // The host's name for the guest's `name` as far as it can be told before the node is made.
  // Without `replace`, Error{already_exists} when it is taken; with it when a folder has it.
  std::string place_for(const std::string& name, bool replace) const;
  // Makes the node: under its place, and under the escaped name if the host refuses that. Returns
  // the name on the host. `what` is for the message when that fails.
  std::string put(const std::string& name, bool replace, std::string_view what, const Make& make);
  // Makes the folder, or takes the one that is there. Error{already_exists} when something else has
  // the name.
  std::string put_folder(const std::string& name);

 private:
  enum class Taken { no, refused, by_other_name, by_file, by_folder };
  Taken taken(const std::string& host_name, const std::string& name) const;
  std::string choose(const std::string& name, Taken& taken_by) const;
  void remember(const std::string& host_name, const std::string& name);

  UniqueFd fd_;
  std::string restored_path_;
  // Made or entered by this run: the inode, and a hash of the guest's name. Where the host takes
  // two names for one, the second is told apart from what was there before.
  std::unordered_map<ino_t, std::size_t> made_;
};

// The open folders from the destination down to where the copy is at. Nodes must come each folder
// before what it holds, and all of a folder before its next sibling.
class DestinationTree {
 public:
  // Called for each folder that was entered with a record, when all below it is done. `above` holds
  // it; for the destination itself, that is the folder itself.
  using Leave = std::function<void(OpenFolder& above, int fd, NodeRecord& record)>;

  // One descriptor each; a tree that is deeper is refused below that.
  static constexpr std::size_t kMostOpenFolders = 512;

  // The last folder of `path` is made when it is missing; links in `path` itself are the user's own
  // and are followed.
  DestinationTree(const std::string& path, Leave leave);

  // Leaves all folders that do not hold `path` (with the guest's names, relative to the
  // destination). The folder that does, or null when it was never entered because it could not be
  // restored.
  OpenFolder* parent_of(std::string_view path);
  // Makes the folder below `parent`, or takes the one that is there, and enters it.
  void enter(OpenFolder& parent, NodeRecord& record);
  int root_fd() const noexcept { return levels_.front().folder.fd(); }
  // The record of the destination itself.
  void set_root_record(NodeRecord record);
  void leave_all();

  // The folder of a restored path, opened without following links.
  UniqueFd reopen_parent(std::string_view restored_path) const;

 private:
  struct Level {
    std::string path;  // with the guest's names
    OpenFolder folder;
    NodeRecord record;
    bool has_record = false;
  };
  void leave_last();

  Leave leave_;
  std::vector<Level> levels_;  // the first is the destination, with an empty path
};

// Removes what has the name, if anything does; not a folder. An error number.
int remove_file(int parent, const std::string& name);

}  // namespace vixmount::cli
