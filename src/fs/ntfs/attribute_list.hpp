// $ATTRIBUTE_LIST: where the attributes of a file stand that one record cannot hold. Facts:
// layout.hpp's sources.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/attribute.hpp"
#include "fs/ntfs/record.hpp"

namespace vixmount::fs::ntfs {

// Windows and ntfs-3g write and accept no longer lists.
inline constexpr std::uint64_t kMostAttributeListBytes = 256U << 10;

struct AttributeListEntry {
  AttributeType type{};
  std::uint16_t id = 0;  // of the attribute in its record
  std::uint64_t lowest_vcn = 0;
  FileReference record;
  BytesView name;  // UTF-16, in the list's bytes
};

// `list`: the attribute's value, at most kMostAttributeListBytes. Bounded by it. Error{damaged}.
// An entry for the list itself is refused: it would lead to itself.
std::vector<AttributeListEntry> parse_attribute_list(BytesView list);

// The attribute that `entry` names, in the record that it names. Error{damaged} when it is not
// there.
Attribute find_listed_attribute(const Record& record, const AttributeListEntry& entry);

// True when both are the same UTF-16 text, code unit for code unit.
bool same_name(BytesView a, BytesView b) noexcept;

}  // namespace vixmount::fs::ntfs
