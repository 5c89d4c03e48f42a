#include "cli/copy/archive_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "cli/guest_path.hpp"

namespace vixmount::cli {
namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

ArchiveFile::ArchiveFile(const std::string& destination, bool replace, int standard_output)
    : destination_(destination), replace_(replace), fd_(standard_output) {
  if (destination == "-") {
    if (::isatty(fd_) == 1)
      fail(ErrorKind::invalid_argument,
           "an archive is not written to a terminal; name a file, or send it on through a pipe");
    return;
  }
  struct stat status {};
  const bool exists = ::stat(destination.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode))
    fail(ErrorKind::is_a_directory, "{} is a folder; with --format tar name the archive's file",
         destination);
  if (exists && !S_ISREG(status.st_mode)) {
    opened_.reset(::open(destination.c_str(), O_WRONLY | O_CLOEXEC));
    if (!opened_) throw Error::from_errno(errno, "opening " + destination);
    fd_ = opened_.get();
    return;
  }
  if (exists && !replace)
    fail(ErrorKind::already_exists, "{} exists already; --force replaces it", destination);
  make_new_file();
}

void ArchiveFile::make_new_file() {
  const auto folder = folder_of(destination_);
  folder_.reset(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_) throw Error::from_errno(errno, "opening the folder " + folder);
  new_file_ = std::make_unique<NewFile>(folder_.get());
  // As any program that makes a file, where NewFile keeps it to its owner.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(new_file_->fd(), 0666 & ~mask);
}

void ArchiveFile::commit() {
  if (!new_file_) return;
  const std::string name(last_component(destination_));
  if (const int error = new_file_->commit(name, replace_); error != 0)
    throw Error::from_errno(error, "giving the archive its name " + destination_);
}

}  // namespace vixmount::cli
