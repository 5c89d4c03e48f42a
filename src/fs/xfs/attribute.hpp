// Attributes as stored, wherever they are.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

// Bits of an attribute's flags; without one of the namespaces it is the user's.
enum class AttributeFlag : std::uint8_t {
  local = 0x01,   // the value stands beside the name
  root = 0x02,    // namespace "trusted"
  secure = 0x04,  // namespace "security"
  parent = 0x08,  // a parent pointer
  incomplete = 0x80,
};

struct Attribute {
  std::uint8_t flags = 0;
  std::string_view name;   // valid during the visit, as is the value
  std::string_view value;  // where it is local
  std::uint32_t value_block = 0;
  std::uint32_t value_length = 0;

  bool has(AttributeFlag flag) const noexcept {
    return (flags & static_cast<std::uint8_t>(flag)) != 0;
  }
};

using AttributeVisitor = std::function<bool(const Attribute&)>;  // false: stop

// All attributes, or with `name` (as stored) at least those that have this name and perhaps others.
void visit_attributes(const Blocks& blocks, const Inode& inode,
                      std::optional<std::string_view> name, const AttributeVisitor& visit);

std::string value_of(const Blocks& blocks, const Inode& inode, const Attribute& attribute);

}  // namespace vixmount::fs::xfs
