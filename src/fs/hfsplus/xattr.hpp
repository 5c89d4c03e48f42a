// Extended attributes by the names that Linux' hfsplus driver gives them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/hfsplus/catalog.hpp"

namespace vixmount::fs::hfsplus {

// Names in Linux' own name spaces are as they are stored; before all others, which are macOS',
// stands "osx.". What the Finder knows of a file or folder is osx.com.apple.FinderInfo, when it is
// not all zeros. `compressed`: the attribute that holds a file's content is left out.
std::vector<std::string> list_xattrs(const VolumePtr& volume, const CatalogEntry& entry,
                                     bool compressed);
// Error{limit_exceeded} for values that no Linux program could take.
std::optional<std::string> get_xattr(const VolumePtr& volume, const CatalogEntry& entry,
                                     bool compressed, std::string_view name);

}  // namespace vixmount::fs::hfsplus
