// What links, streams and xattrs need to know of a file: its attributes by type and name. The
// file's record implements it; tests do too.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "fs/ntfs/attribute.hpp"
#include "fs/ntfs/file_name.hpp"
#include "fs/ntfs/standard_information.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

struct AttributeInfo {
  AttributeType type = AttributeType::data;
  std::string_view name;   // UTF-8 (utf16_name.hpp), empty when it has none; valid during the call
  std::uint64_t size = 0;  // bytes of the value
};

class AttributeSet {
 public:
  virtual ~AttributeSet() = default;
  virtual bool is_directory() const = 0;
  virtual const StandardInformation& standard_information() const = 0;
  // Every attribute until `visit` returns false; one in several parts once.
  virtual void for_each(const std::function<bool(const AttributeInfo&)>& visit) const = 0;
  virtual void for_each_file_name(const std::function<bool(const FileName&)>& visit) const = 0;
  // The value of the attribute with this type and name (UTF-8); null when there is none.
  virtual io::SourcePtr open(AttributeType type, std::string_view name) const = 0;
};

}  // namespace vixmount::fs::ntfs
