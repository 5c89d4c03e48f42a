// ext images made on the spot: mke2fs, then filled by the kernel.
#pragma once

#include <string>

#include "fs/file_system.hpp"
#include "support/support.hpp"

namespace vixmount::fs::ext {

// A fresh image in `folder`; `options` for mke2fs, `size` as truncate takes it. Returns its path.
std::string make_image(const test::TemporaryFolder& folder, const std::string& options,
                       const std::string& size);

struct Filling {
  bool nanoseconds = true;        // times before 1970, after 2038 and below a second
  bool user_xattrs = true;        // the mount takes them
  std::size_t most_xattr = 2000;  // bytes of a value that still fits
  std::size_t longest_link = 1000;
};

// Fills the mounted file system with one of everything: files of all sizes, sparse, preallocated
// and fragmented ones, links, device nodes, odd names, large directories, attributes, ACLs, times.
void fill_tree(const std::string& root, const Filling& filling);

// The same in words, for the option matrix.
std::string contents_of(const Filling& filling);

}  // namespace vixmount::fs::ext
