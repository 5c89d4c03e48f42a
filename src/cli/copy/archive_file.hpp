// The file, pipe or device that an archive is written to.
#pragma once

#include <memory>
#include <string>

#include "base/unique_fd.hpp"
#include "cli/copy/new_file.hpp"

namespace vixmount::cli {

class ArchiveFile {
 public:
  // "-" is `standard_output`, which is borrowed; Error{invalid_argument} when that is a terminal.
  // A regular file gets its name at commit(), so that half an archive never bears it. Without
  // `replace`, Error{already_exists}.
  ArchiveFile(const std::string& destination, bool replace, int standard_output);

  int fd() const noexcept { return new_file_ ? new_file_->fd() : fd_; }
  void commit();

 private:
  void make_new_file();

  std::string destination_;
  bool replace_;
  int fd_ = -1;
  UniqueFd opened_;  // a pipe or device
  UniqueFd folder_;
  std::unique_ptr<NewFile> new_file_;
};

}  // namespace vixmount::cli
