// The host folder that a copy fills. Names come from a guest and are hostile: everything is done
// relative to open folders, no symbolic link below the destination is ever followed, and so nothing
// outside the destination can be reached whatever the guest's tree looks like.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::cli {

// Throws Error{damaged} for what cannot be a single name: empty, ".", "..", with "/" or NUL.
void require_plain_name(std::string_view name);

// The open folders from the destination down to where the copy is at. Entries must come each folder
// before what it holds, and all of a folder before its next sibling.
class DestinationTree {
 public:
  // Called for each folder that was entered with an entry, when all below it is done.
  using Leave = std::function<void(int fd, const worker::Entry&, const std::string& path)>;

  // One descriptor each; a tree that is deeper is refused below that.
  static constexpr std::size_t kMostOpenFolders = 512;

  // The last folder of `path` is made when it is missing; links in `path` itself are the user's own
  // and are followed.
  DestinationTree(const std::string& path, Leave leave);

  // Leaves all folders that do not hold `path` (relative to the destination). The folder that does,
  // or nothing when it was never entered because it could not be restored.
  std::optional<int> parent_of(std::string_view path);
  // Makes the folder, or takes the one that is there, and enters it. Error{already_exists} when
  // something else has the name.
  void enter(int parent, const std::string& path, const worker::Entry& entry);
  // The entry of the destination itself.
  void set_root_entry(const worker::Entry& entry) { levels_.front().entry = entry; }
  void leave_all();

  // The folder of a path that was restored before, opened without following links.
  UniqueFd reopen_parent(std::string_view path) const;

 private:
  struct Level {
    std::string path;
    UniqueFd fd;
    std::optional<worker::Entry> entry;
  };
  void leave_last();

  Leave leave_;
  std::vector<Level> levels_;  // the first is the destination, with an empty path
};

// A regular file in the making. Until commit() it is removed again with this object.
class NewFile {
 public:
  // Without `replace`, Error{already_exists} when the name is taken. With it, the file is made
  // beside the old one and takes its place at commit().
  NewFile(int parent, std::string name, bool replace);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  int fd() const noexcept { return fd_.get(); }
  void commit();

 private:
  bool make(const std::string& name);

  int parent_;
  std::string name_;       // at the end
  std::string made_name_;  // now
  UniqueFd fd_;
  bool committed_ = false;
};

// With `replace`, removes what has the name unless it is a folder (Error{already_exists}).
void make_room(int parent, const std::string& name, bool replace);

}  // namespace vixmount::cli
