// Small things that opening and recognising a file system needs, whatever its format.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "io/byte_source.hpp"

namespace vixmount::fs {

// For a look at a source that outlives it.
inline io::SourcePtr borrowed(const io::ByteSource& source) {
  return {std::shared_ptr<const void>(), &source};
}

// Puts a remark for people behind others; an empty one is none.
inline void add_remark(std::string& remarks, std::string_view remark) {
  if (remark.empty()) return;
  if (!remarks.empty()) remarks += "; ";
  remarks += remark;
}

}  // namespace vixmount::fs
