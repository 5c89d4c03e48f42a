// A file or block device of the host, opened for reading by whoever holds the path policy. Parsers
// never see paths: they get HostFiles through an opener (disk/opener.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/unique_fd.hpp"

namespace vixmount::io {

// All const members may be called from many threads at once.
class HostFile {
 public:
  // `id` names the file towards the process that opened it (worker protocol); 0 when there is none.
  // Throws Error{wrong_file_type} for anything but regular files and block devices.
  static std::shared_ptr<const HostFile> adopt(UniqueFd fd, std::string name, std::uint32_t id = 0);
  // Opens by path: for doors and tests, never for names that a disk holds.
  static std::shared_ptr<const HostFile> open(const std::string& path);

  int fd() const noexcept { return fd_.get(); }
  std::uint64_t size() const noexcept { return size_; }  // bytes, as of opening
  const std::string& name() const noexcept { return name_; }
  std::uint32_t id() const noexcept { return id_; }

  // Fills `out` from `offset`, or throws Error{io} that names the file and the position.
  void read(std::uint64_t offset, std::span<std::byte> out) const;

 private:
  HostFile(UniqueFd fd, std::string name, std::uint32_t id, std::uint64_t size)
      : fd_(std::move(fd)), name_(std::move(name)), id_(id), size_(size) {}

  UniqueFd fd_;
  std::string name_;
  std::uint32_t id_;
  std::uint64_t size_;
};

}  // namespace vixmount::io
