#include "io/host_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/error.hpp"

namespace vixmount::io {

std::shared_ptr<const HostFile> HostFile::adopt(UniqueFd fd, std::string name, std::uint32_t id) {
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) throw Error::from_errno(errno, name);
  if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
    fail(ErrorKind::wrong_file_type, "{} is neither a regular file nor a block device", name);
  // A block device's st_size is 0; its end tells the size of both.
  const auto end = ::lseek(fd.get(), 0, SEEK_END);
  if (end < 0) throw Error::from_errno(errno, name);
  return std::shared_ptr<const HostFile>(
      new HostFile(std::move(fd), std::move(name), id, static_cast<std::uint64_t>(end)));
}

std::shared_ptr<const HostFile> HostFile::open(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not hang; it has no effect on files and devices.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) throw Error::from_errno(errno, path);
  return adopt(std::move(fd), path);
}

void HostFile::read(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const auto count = ::pread(fd_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (count < 0) {
      if (errno == EINTR) continue;
      throw Error::from_errno(errno, fmt::format("reading {} at byte {}", name_, offset));
    }
    if (count == 0)
      throw Error(ErrorKind::io,
                  fmt::format("{} ends at byte {}, {} bytes before the end of what was asked",
                              name_, offset, out.size()),
                  offset);
    offset += static_cast<std::uint64_t>(count);
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace vixmount::io
