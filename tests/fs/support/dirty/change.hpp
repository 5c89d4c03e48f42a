// Small things that all changers of files need. Errors are std::system_error.
#pragma once

#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/unique_fd.hpp"

namespace vixmount::test {

inline void require(std::int64_t result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

// For what a file system may refuse because it has no such feature or no room of that kind.
inline void try_to(std::int64_t result, const char* what) {
  if (result < 0 && errno != EOPNOTSUPP && errno != ENOSPC && errno != E2BIG)
    throw std::system_error(errno, std::generic_category(), what);
}

inline UniqueFd open_file(const std::string& path, int flags = O_CREAT | O_RDWR,
                          mode_t mode = 0644) {
  UniqueFd file(::open(path.c_str(), flags | O_CLOEXEC, mode));
  require(file.get(), "open");
  return file;
}

// Of a file or a directory.
inline void sync(const std::string& path) {
  require(::fsync(open_file(path, O_RDONLY).get()), "fsync");
}

}  // namespace vixmount::test
