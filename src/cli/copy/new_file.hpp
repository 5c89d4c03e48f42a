// A regular file in the making. It has no name on the host before all is in it, so that a copy that
// is interrupted or killed leaves no half of a file.
#pragma once

#include <string>

#include "base/unique_fd.hpp"

namespace vixmount::cli {

class NewFile {
 public:
  // In the folder `parent`, which is borrowed. Where the file system has no nameless files, under a
  // name of our own (".vixmount-PID-N"), removed again with this object.
  explicit NewFile(int parent);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  int fd() const noexcept { return fd_.get(); }
  // Gives it its name; with `replace`, in the place of what has the name now. An error number, 0
  // for success.
  int commit(const std::string& name, bool replace);

 private:
  int link_as(const std::string& name) const;

  int parent_;
  UniqueFd fd_;
  std::string temporary_name_;  // empty: it has none
};

}  // namespace vixmount::cli
