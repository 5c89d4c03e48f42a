// Extended attributes in a file entry: device numbers and the time of creation. Facts: ECMA-167,
// 4/9 and 4/14.10; OSTA UDF 2.60, 3.3.4.
#pragma once

#include <optional>

#include "fs/udf/file_entry.hpp"

namespace vixmount::fs::udf {

struct DeviceNumber {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};

// Nothing where the entry has no such attribute. Error{damaged}.
std::optional<DeviceNumber> device_number(const FileEntry& entry);
std::optional<layout::Timestamp> creation_time(const FileEntry& entry);

}  // namespace vixmount::fs::udf
