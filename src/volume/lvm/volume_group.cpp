#include "volume/lvm/volume_group.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "volume/lvm/layout.hpp"

namespace vixmount::volume::lvm {
namespace {

// LVM's own bound, 128 with the NUL.
constexpr std::size_t kMostNameBytes = 127;

// Names become device names, so that nothing else may be in them. The same rule as LVM's.
bool is_name(std::string_view name) noexcept {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '+';
  };
  return !name.empty() && name.size() <= kMostNameBytes && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), allowed);
}

std::string checked_name(const TextSection& section) {
  if (!is_name(section.name()))
    fail_at(section.offset(), "\"{}\" is no name of LVM", printable(section.name(), 40));
  return std::string(section.name());
}

// UUIDs become names of the listing; 38 characters as LVM writes them.
std::string checked_uuid(const TextSection& section) {
  auto uuid = section.text("id");
  if (uuid.size() > kMostNameBytes || !is_name(uuid))
    fail_at(section.offset(), "\"{}\" has no usable id", printable(section.name(), 40));
  return uuid;
}

bool contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

// The one section of the text; beside it stand its description and version.
TextSection group_section(const MetadataText& text) {
  const auto sections = text.root().sections();
  if (sections.size() != 1)
    fail(ErrorKind::damaged, "the metadata text has {} groups instead of one", sections.size());
  return sections.front();
}

// "raid5+FLAG1+FLAG2": versions that do not know a flag shall not know the type either.
void split_type(Segment& segment, const std::string& text) {
  const auto parts = split(text, '+');
  segment.type = parts.front();
  segment.flags.assign(parts.begin() + 1, parts.end());
}

Segment read_segment(const TextSection& section, std::uint64_t extent_size) {
  Segment segment{0, 0, {}, {}, section};
  segment.begin =
      checked_multiply(section.number("start_extent"), extent_size, "a segment's begin");
  segment.size = checked_multiply(section.number("extent_count"), extent_size, "a segment's size");
  split_type(segment, section.text("type"));
  // LVM writes no other name for it.
  if (segment.type == "striped" && section.find_number("stripe_count") == 1)
    segment.type = "linear";
  return segment;
}

}  // namespace

bool LogicalVolume::has_status(std::string_view wanted) const {
  return contains(status, wanted) || contains(flags, wanted);
}

VolumeGroup VolumeGroup::read(std::unique_ptr<const MetadataText> text) {
  VolumeGroup group;
  group.text_ = std::move(text);
  const auto section = group_section(*group.text_);
  group.name = checked_name(section);
  group.uuid = checked_uuid(section);
  group.sequence_number = section.number("seqno");
  group.extent_size =
      checked_multiply(section.number("extent_size"), kSectorBytes, "the size of an extent");
  if (group.extent_size == 0) fail_at(section.offset(), "the group's extents have no size");
  group.exported = contains(section.texts("status"), "EXPORTED");
  group.read_physical_volumes(section);
  group.read_logical_volumes(section);
  return group;
}

void VolumeGroup::read_physical_volumes(const TextSection& group) {
  const auto list = group.find_section("physical_volumes");
  if (!list) fail_at(group.offset(), "the group has no physical volumes");
  std::unordered_set<std::string> uuids;
  for (const auto& section : list->sections()) {
    PhysicalVolume volume;
    volume.name = std::string(section.name());
    volume.uuid = checked_uuid(section);
    volume.device_hint = printable(section.find_text("device").value_or("unknown"));
    volume.extents_begin =
        checked_multiply(section.number("pe_start"), kSectorBytes, "the begin of the extents");
    volume.extent_count = section.number("pe_count");
    volume.marked_missing =
        contains(section.texts("flags"), "MISSING") || contains(section.texts("status"), "MISSING");
    if (!physical_by_name_.emplace(volume.name, physical_volumes.size()).second ||
        !uuids.insert(volume.uuid).second)
      fail_at(section.offset(), "two physical volumes are named \"{}\", or have its UUID",
              printable(volume.name, 40));
    physical_volumes.push_back(std::move(volume));
  }
}

void VolumeGroup::read_logical_volumes(const TextSection& group) {
  const auto list = group.find_section("logical_volumes");
  if (!list) return;  // a new group
  for (const auto& section : list->sections()) {
    auto volume = read_logical_volume(section);
    if (!logical_by_name_.emplace(volume.name, logical_volumes.size()).second)
      fail_at(section.offset(), "two logical volumes are named \"{}\"", volume.name);
    logical_volumes.push_back(std::move(volume));
  }
}

LogicalVolume VolumeGroup::read_logical_volume(const TextSection& section) const {
  LogicalVolume volume;
  volume.name = checked_name(section);
  try {
    volume.status = section.texts("status");
    volume.visible = contains(volume.status, "VISIBLE");
    volume.flags = section.texts("flags");
    volume.uuid = checked_uuid(section);
    read_segments(section, volume);
  } catch (const Error& error) {
    volume.fault = error.message();
    volume.segments.clear();
  }
  return volume;
}

void VolumeGroup::read_segments(const TextSection& section, LogicalVolume& volume) const {
  for (const auto& segment : section.sections())
    if (segment.name().starts_with("segment"))
      volume.segments.push_back(read_segment(segment, extent_size));
  std::stable_sort(volume.segments.begin(), volume.segments.end(),
                   [](const Segment& a, const Segment& b) { return a.begin < b.begin; });
  for (const auto& segment : volume.segments) {
    if (segment.begin != volume.size || segment.size == 0)
      fail_at(segment.settings.offset(), "segments of {} overlap, leave a gap or are empty",
              volume.name);
    volume.size = checked_add(volume.size, segment.size, "the size of a logical volume");
  }
}

std::optional<std::size_t> VolumeGroup::find_physical_volume(const std::string& within_text) const {
  const auto found = physical_by_name_.find(within_text);
  return found != physical_by_name_.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<std::size_t> VolumeGroup::find_logical_volume(const std::string& within_text) const {
  const auto found = logical_by_name_.find(within_text);
  return found != logical_by_name_.end() ? std::optional(found->second) : std::nullopt;
}

}  // namespace vixmount::volume::lvm
