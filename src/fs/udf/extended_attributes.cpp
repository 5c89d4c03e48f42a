#include "fs/udf/extended_attributes.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr std::uint8_t kSubtype = 1;
constexpr std::uint32_t kHasCreation = 1;

// The attribute of this type, which ECMA-167 defines: those come first.
std::optional<BytesView> find(const FileEntry& entry, std::uint32_t type) {
  if (entry.attributes.empty()) return std::nullopt;
  const auto at = entry.allocation_at - entry.attributes.size();
  const BytesView bytes(entry.attributes, at);
  require_tag(bytes, layout::kAttributeHeader, entry.location.block,
              "the header of extended attributes");
  const auto head = bytes.get<layout::AttributeHeader>(0);
  const auto end = std::min<std::uint64_t>(
      {head.implementation_offset.value(), head.application_offset.value(), bytes.size()});
  for (std::size_t offset = sizeof(head); offset + sizeof(layout::Attribute) <= end;) {
    const auto attribute = bytes.get<layout::Attribute>(offset);
    if (attribute.length < sizeof(attribute))
      fail_at(at + offset, "an extended attribute of {} bytes", attribute.length.value());
    if (attribute.type == type && attribute.subtype == kSubtype)
      return bytes.sub(offset, attribute.length);
    offset += attribute.length;
  }
  return std::nullopt;
}

// The same, where damage among the attributes is as if there were none.
std::optional<BytesView> find_sound(const FileEntry& entry, std::uint32_t type) {
  try {
    return find(entry, type);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return std::nullopt;
  }
}

}  // namespace

std::optional<DeviceNumber> device_number(const FileEntry& entry) {
  const auto found = find(entry, layout::kDeviceSpecification);
  if (!found) return std::nullopt;
  const auto stored = found->get<layout::DeviceSpecification>(0);
  return DeviceNumber{stored.major, stored.minor};
}

std::optional<layout::Timestamp> creation_time(const FileEntry& entry) {
  if (entry.created) return entry.created;
  const auto found = find_sound(entry, layout::kFileTimes);
  if (!found || found->size() < sizeof(layout::FileTimes)) return std::nullopt;
  const auto times = found->get<layout::FileTimes>(0);
  if ((times.existing & kHasCreation) == 0) return std::nullopt;
  return times.first;
}

}  // namespace vixmount::fs::udf
