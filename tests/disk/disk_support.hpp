// For the tests of src/disk: images in a temporary folder, compared with what QEMU reads from them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "disk/disk.hpp"
#include "disk/path_policy.hpp"
#include "support/support.hpp"

namespace vixmount::disk::test {

using vixmount::test::TemporaryFolder;

inline Disk open(const std::string& path, const OpenOptions& options = {},
                 const std::vector<std::string>& allowed = {}) {
  LocalOpener opener(PathPolicy{allowed});
  return open_disk(path, options, opener, Log());
}

// The Error that opening `path` throws; a test failure (kind internal) when it opens.
inline Error error_of(const std::string& path, const OpenOptions& options = {}) {
  try {
    open(path, options);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << path << " was opened";
  return Error(ErrorKind::internal, "");
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// SHA-256 of what qemu-img reads from the disk and its whole chain.
std::string sha256_by_qemu(const TemporaryFolder& folder, const std::string& image);

// A raw image of `size` bytes: stretches of different contents, with holes between them.
// The same `seed` gives the same bytes.
void make_pattern(const std::string& path, std::uint64_t size, unsigned seed);

// A descriptor with these extent lines; `more` is appended to the header lines.
std::string descriptor_text(const std::string& extents, const std::string& more = "");

// Runs one of the Python writers beside this file.
void run_writer(const std::string& script, const std::string& arguments);

// Overwrites bytes of a file in place.
void patch(const std::string& path, std::uint64_t offset, const std::string& bytes);

}  // namespace vixmount::disk::test
