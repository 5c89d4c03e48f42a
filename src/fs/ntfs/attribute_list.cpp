#include "fs/ntfs/attribute_list.hpp"

#include <cstring>

#include "base/error.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

AttributeListEntry parse_entry(BytesView bytes) {
  const auto raw = bytes.get<layout::AttributeListEntry>(0);
  AttributeListEntry out;
  out.type = static_cast<AttributeType>(raw.type.value());
  out.id = raw.id;
  out.lowest_vcn = raw.lowest_vcn;
  out.record = FileReference::from(raw.record);
  if (raw.name_length != 0) out.name = bytes.sub(raw.name_offset, std::size_t{raw.name_length} * 2);
  if (out.type == AttributeType::attribute_list)
    fail_at(bytes.origin(), "an attribute list names itself");
  return out;
}

}  // namespace

bool same_name(BytesView a, BytesView b) noexcept {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

std::vector<AttributeListEntry> parse_attribute_list(BytesView list) {
  std::vector<AttributeListEntry> out;
  out.reserve(list.size() / (sizeof(layout::AttributeListEntry) + 6));
  while (!list.empty()) {
    const std::size_t length = list.le16_at(offsetof(layout::AttributeListEntry, length));
    if (length < sizeof(layout::AttributeListEntry))
      fail_at(list.origin(), "an entry of {} bytes in an attribute list", length);
    out.push_back(parse_entry(list.sub(0, length)));
    list = list.from(length);
  }
  return out;
}

Attribute find_listed_attribute(const Record& record, const AttributeListEntry& entry) {
  for (const auto& attribute : record.attributes())
    if (attribute.type() == entry.type && attribute.id() == entry.id &&
        attribute.lowest_vcn() == entry.lowest_vcn && same_name(attribute.name(), entry.name))
      return attribute;
  fail_at(record.bytes().origin(),
          "MFT record {} does not hold attribute 0x{:X} number {} that an attribute list names",
          record.number(), static_cast<std::uint32_t>(entry.type), entry.id);
}

}  // namespace vixmount::fs::ntfs
