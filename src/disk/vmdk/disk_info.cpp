#include "disk/vmdk/disk_info.hpp"

#include <optional>
#include <string_view>

#include "base/text.hpp"

namespace vixmount::disk::vmdk {
namespace {

constexpr std::string_view kDatabasePrefix = "ddb.";

std::optional<std::uint32_t> number_of(const Descriptor& descriptor, std::string_view key) {
  const auto* text = descriptor.find(key);
  const auto value = text == nullptr ? std::nullopt : parse_unsigned(*text);
  if (!value || *value > 0xFFFFFFFF) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

// Nothing when one of the three is missing or no number: geometry is advice, not needed to read.
std::optional<Geometry> geometry_of(const Descriptor& descriptor, std::string_view cylinders,
                                    std::string_view heads, std::string_view sectors) {
  const auto c = number_of(descriptor, cylinders);
  const auto h = number_of(descriptor, heads);
  const auto s = number_of(descriptor, sectors);
  if (!c || !h || !s) return std::nullopt;
  return Geometry{*c, *h, *s};
}

std::string text_of(const Descriptor& descriptor, std::string_view key) {
  const auto* text = descriptor.find(key);
  return text == nullptr ? std::string() : *text;
}

}  // namespace

DiskInfo describe(const std::vector<Link>& links) {
  const auto& top = links.front().descriptor;
  DiskInfo info;
  info.format = "vmdk";
  info.capacity = links.front().source->size();
  info.adapter_type = text_of(top, "ddb.adapterType");
  info.uuid = text_of(top, "ddb.uuid");
  info.physical_geometry =
      geometry_of(top, "ddb.geometry.cylinders", "ddb.geometry.heads", "ddb.geometry.sectors");
  info.bios_geometry = geometry_of(top, "ddb.geometry.biosCylinders", "ddb.geometry.biosHeads",
                                   "ddb.geometry.biosSectors");
  for (const auto& entry : top.entries)
    if (starts_with_ignoring_ascii_case(entry.key, kDatabasePrefix))
      info.metadata.emplace(entry.key.substr(kDatabasePrefix.size()), entry.value);
  for (const auto& link : links)
    info.links.push_back({link.holder.path, link.descriptor.create_type,
                          link.descriptor.parent_hint, link.descriptor.content_id,
                          link.extent_paths});
  return info;
}

}  // namespace vixmount::disk::vmdk
