// For the fuzz targets of src/disk: files in memory, and reading a bounded part of a disk.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "disk/disk.hpp"

namespace vixmount::fuzz {

inline std::shared_ptr<const io::HostFile> memory_file(std::span<const std::uint8_t> bytes,
                                                       const std::string& name) {
  UniqueFd fd(::memfd_create(name.c_str(), MFD_CLOEXEC));
  if (!fd || ::write(fd.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    std::abort();  // the machine has no memory left: nothing to be learnt
  return io::HostFile::adopt(std::move(fd), name);
}

// Every name that is not in `files` is answered with `fallback`, or not found when there is none.
class MemoryOpener final : public disk::Opener {
 public:
  std::map<std::string, std::shared_ptr<const io::HostFile>> files;
  std::shared_ptr<const io::HostFile> fallback;

  disk::OpenedFile open_named(const std::string& path) override { return open(path); }
  disk::OpenedFile open_related(const std::string&, const std::string& name) override {
    return open(name);
  }

 private:
  disk::OpenedFile open(const std::string& name) const {
    const auto found = files.find(name);
    const auto file = found != files.end() ? found->second : fallback;
    if (!file) fail(ErrorKind::not_found, "{} is not here", name);
    return {file, name};
  }
};

// Reads 128 KiB at four places: begin, two in between, end. An Error is a fine answer.
inline void read_some(const io::ByteSource& source) {
  constexpr std::uint64_t kPiece = 128 * 1024;
  std::vector<std::byte> buffer(kPiece);
  const auto size = source.size();
  for (const auto wanted :
       {std::uint64_t{0}, size / 3, size / 3 * 2, size - std::min(size, kPiece)}) {
    const auto count = static_cast<std::size_t>(std::min(kPiece, size - wanted));
    try {
      source.read(wanted, std::span(buffer).first(count));
    } catch (const Error&) {
    }
  }
}

inline void open_and_read(const std::string& path, disk::Opener& opener,
                          const disk::OpenOptions& options = {}) {
  try {
    const auto opened = disk::open_disk(path, options, opener, Log());
    if (opened.source->size() != opened.info.capacity) std::abort();
    read_some(*opened.source);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::internal) std::abort();
  }
}

// Opens `extent` as the only extent, of the given type and size, of a disk.
inline void open_as_extent(std::span<const std::uint8_t> extent, const std::string& type,
                           std::uint64_t sectors) {
  const auto text =
      "version=1\nCID=1\nRW " + std::to_string(sectors) + " " + type + " \"extent\"\n";
  MemoryOpener opener;
  opener.files["disk"] =
      memory_file({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, "disk");
  opener.files["extent"] = memory_file(extent, "extent");
  open_and_read("disk", opener);
}

// The little-endian number of `bytes` bytes at `offset`, 0 behind the end.
inline std::uint64_t number_at(std::span<const std::uint8_t> data, std::size_t offset,
                               std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;)
    value = value << 8 | (offset + i < data.size() ? data[offset + i] : 0);
  return value;
}

}  // namespace vixmount::fuzz
