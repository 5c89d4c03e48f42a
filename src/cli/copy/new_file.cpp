#include "cli/copy/new_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"

namespace vixmount::cli {
namespace {

// No other file of the folder can be meant: the number of this process is in it.
std::string next_temporary_name() {
  static std::atomic<unsigned> counter = 0;
  return fmt::format(".vixmount-{}-{}", ::getpid(), counter++);
}

int result(int value) { return value == 0 ? 0 : errno; }

}  // namespace

NewFile::NewFile(int parent) : parent_(parent) {
  fd_.reset(::openat(parent, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  for (int attempt = 0; !fd_ && attempt < 100; ++attempt) {
    temporary_name_ = next_temporary_name();
    fd_.reset(::openat(parent, temporary_name_.c_str(),
                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd_ && errno != EEXIST) break;
  }
  if (fd_) return;
  const int reason = errno;
  temporary_name_.clear();
  throw Error::from_errno(reason, "making the file");
}

NewFile::~NewFile() {
  if (!temporary_name_.empty()) ::unlinkat(parent_, temporary_name_.c_str(), 0);
}

int NewFile::link_as(const std::string& name) const {
  // linkat on the descriptor itself needs a capability; through /proc everybody may.
  const auto path = fmt::format("/proc/self/fd/{}", fd_.get());
  return result(::linkat(AT_FDCWD, path.c_str(), parent_, name.c_str(), AT_SYMLINK_FOLLOW));
}

int NewFile::commit(const std::string& name, bool replace) {
  if (temporary_name_.empty()) {
    const int error = link_as(name);
    if (error != EEXIST || !replace) return error;
    const auto temporary = next_temporary_name();
    if (const int failure = link_as(temporary); failure != 0) return failure;
    temporary_name_ = temporary;
  }
  int error = result(::renameat2(parent_, temporary_name_.c_str(), parent_, name.c_str(),
                                 replace ? 0 : RENAME_NOREPLACE));
  if (error == EINVAL && !replace) {
    // The file system cannot promise that (the kernel answers so as well for a name it refuses).
    struct stat status {};
    if (::fstatat(parent_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
    error = result(::renameat(parent_, temporary_name_.c_str(), parent_, name.c_str()));
  }
  if (error == 0) temporary_name_.clear();
  return error;
}

}  // namespace vixmount::cli
