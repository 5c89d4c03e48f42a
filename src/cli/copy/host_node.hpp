// A node on the host while it is being given its attributes. Each setter returns an error number, 0
// for success: what the host refuses is no fault of ours.
#pragma once

#include <array>
#include <ctime>
#include <string>

#include <sys/types.h>

namespace vixmount::cli {

class HostNode {
 public:
  // A file or folder that is open.
  explicit HostNode(int fd) : fd_(fd) {}
  // A symbolic link or a device node, which are not to be opened: `name` in the folder `parent`.
  HostNode(int parent, const std::string& name);

  int set_owner(uid_t owner, gid_t group) const;
  int set_mode(mode_t mode) const;
  int set_xattr(const std::string& name, const std::string& value) const;
  // 0 as well where there is none.
  int remove_xattr(const char* name) const;
  int set_times(const std::array<timespec, 2>& times) const;

 private:
  int fd_;
  int parent_ = -1;
  std::string name_;
  std::string proc_path_;
};

}  // namespace vixmount::cli
