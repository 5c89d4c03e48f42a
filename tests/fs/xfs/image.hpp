// XFS images made on the spot: mkfs.xfs, then filled by the kernel.
#pragma once

#include <string>

#include "support/support.hpp"

namespace vixmount::fs::xfs {

// A fresh image in `folder`; `options` for mkfs.xfs, `size` as truncate takes it. Returns its path.
std::string make_image(const test::TemporaryFolder& folder, const std::string& options,
                       const std::string& size);

// What only XFS has beside what ext's filling makes: attributes with values in blocks of their own,
// many of them, shared and punched extents, long targets of links, a directory of `entries` names.
void add_xfs_tree(const std::string& root, bool has_reflink, unsigned entries);

// The same in words, for the option matrix.
std::string added_contents(bool has_reflink, unsigned entries);

}  // namespace vixmount::fs::xfs
