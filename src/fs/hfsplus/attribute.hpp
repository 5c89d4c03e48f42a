// Extended attributes as they are on the disk: by file and name, in the record or in blocks of
// their own. Facts: TN1150, "Attributes File"; Apple's hfs_format.h.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "fs/hfsplus/volume.hpp"

namespace vixmount::fs::hfsplus {

struct Attribute {
  std::u16string name;
  std::uint64_t size = 0;  // bytes
  io::SourcePtr value;     // holds the volume alive
  std::uint64_t position = 0;
};

std::optional<Attribute> find_attribute(const VolumePtr& volume, std::uint32_t file,
                                        std::u16string_view name);
// Error{damaged} of an attribute is thrown behind the last.
void visit_attribute_names(const VolumePtr& volume, std::uint32_t file,
                           const std::function<void(const std::u16string&)>& visit);

}  // namespace vixmount::fs::hfsplus
