#include "volume/md/array.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "io/sources.hpp"
#include "volume/md/bad_blocks.hpp"
#include "volume/md/geometry.hpp"
#include "volume/md/reshape.hpp"
#include "volume/md/roster.hpp"

namespace vixmount::volume::md {
namespace {

// "host:name" without the host; a name that could not be one below /dev/md gives nothing.
std::string short_name(const Superblock& superblock) {
  const std::string_view whole = superblock.array_name;
  const auto colon = whole.find(':');
  const auto name = colon == std::string_view::npos ? whole : whole.substr(colon + 1);
  const bool usable = !name.empty() && name != "." && name != ".." && is_valid_utf8(name) &&
                      std::none_of(name.begin(), name.end(), [](unsigned char c) {
                        return c <= ' ' || c == '/' || c == 0x7F;
                      });
  return usable ? std::string(name) : std::string();
}

std::vector<std::string> device_names_of(const Superblock& superblock) {
  std::vector<std::string> names;
  if (superblock.preferred_minor) {
    names.push_back(fmt::format("/dev/md{}", *superblock.preferred_minor));
    names.push_back(fmt::format("/dev/md/{}", *superblock.preferred_minor));
  }
  if (const auto name = short_name(superblock); !name.empty()) {
    names.push_back("/dev/md/" + name);
    // mdadm takes a number as the device's.
    if (parse_unsigned(name)) names.push_back("/dev/md" + name);
    names.push_back("/dev/disk/by-id/md-name-" + superblock.array_name);
  }
  names.push_back("/dev/disk/by-id/md-uuid-" + superblock.uuid);
  return names;
}

class Assembly {
 public:
  Assembly(Roster roster, Remarks& remarks)
      : roster_(std::move(roster)), newest_(roster_.newest->superblock), remarks_(remarks) {
    for (auto& member : roster_.places)
      if (member != nullptr && !holds_its_part(*member)) member = nullptr;
  }

  void into(Volume& volume) {
    const auto arrangement = arrangement_of(newest_.geometry);
    const auto data = data_of_all(newest_.geometry, false);
    volume.health = health_by_count();
    if (newest_.reshape) return into_reshaped(volume, *arrangement, data);
    if (!arrangement->survives(data)) return set_incomplete(volume, *arrangement, data);
    volume.size = arrangement->size(newest_.component_size, sizes_of(data));
    check_trust(arrangement->needs_parity(data));
    volume.source = arrangement->make(data, volume.size);
  }

 private:
  void into_reshaped(Volume& volume, const Arrangement& before, const raid::Members& data_before) {
    const auto& reshape = *newest_.reshape;
    const auto after = arrangement_of(reshape.target);
    const auto data_after = data_of_all(reshape.target, true);
    volume.size =
        std::min(before.size(newest_.component_size, {}), after->size(newest_.component_size, {}));
    if (!before.survives(data_before) || !after->survives(data_after))
      return set_incomplete(volume, before, data_before);
    check_reshape(newest_.geometry, reshape, offset_changes());
    check_trust(before.needs_parity(data_before) || after->needs_parity(data_after));
    remarks_.add(volume.name,
                 "was being reshaped to {} over {} members; it is read as the reshape "
                 "left it, at byte {}",
                 describe(reshape.target), reshape.target.raid_disks, reshape.position);
    volume.source = join_at_position(before.make(data_before, volume.size),
                                     after->make(data_after, volume.size), reshape, volume.size);
  }

  std::vector<std::int64_t> offset_changes() const {
    std::vector<std::int64_t> changes;
    for (const auto* member : roster_.places)
      if (member != nullptr)
        changes.push_back(member->superblock.reshape ? member->superblock.reshape->offset_change
                                                     : 0);
    return changes;
  }

  // raid0 and linear use all that a member has, the others what the array says.
  std::uint64_t used_of(const Superblock& superblock) const noexcept {
    return newest_.geometry.level > 0 ? newest_.component_size : superblock.data_size;
  }

  // The members' data by role; `is_target`: where it lies in the geometry that a reshape makes.
  raid::Members data_of_all(const Geometry& geometry, bool is_target) const {
    raid::Members data;
    for (std::uint32_t role = 0; role < geometry.raid_disks; ++role) {
      const auto* member = roster_.places[role];
      data.push_back(member == nullptr ? nullptr : data_of(*member, is_target));
    }
    return data;
  }

  static std::uint64_t begin_of_data(const Superblock& superblock, bool is_target) noexcept {
    const auto change = is_target && superblock.reshape ? superblock.reshape->offset_change : 0;
    return superblock.data_offset + static_cast<std::uint64_t>(change);
  }

  bool holds_its_part(const ArrayMember& member) {
    const auto& superblock = member.superblock;
    const auto used = used_of(superblock);
    const auto size = member.source->size();
    if (used <= superblock.data_size && fits(begin_of_data(superblock, false), used, size) &&
        fits(begin_of_data(superblock, true), used, size))
      return true;
    remarks_.add(member.name,
                 "is too small for its part of array {} ({} bytes from byte {}); it "
                 "is left out",
                 newest_.uuid, used, superblock.data_offset);
    return false;
  }

  io::SourcePtr data_of(const ArrayMember& member, bool is_target) const {
    const auto begin = begin_of_data(member.superblock, is_target);
    io::SourcePtr data =
        std::make_shared<io::SliceSource>(member.source, begin, used_of(member.superblock));
    return without_bad_blocks(member.source, std::move(data), member.superblock, begin);
  }

  static std::vector<std::uint64_t> sizes_of(const raid::Members& data) {
    std::vector<std::uint64_t> sizes;
    for (const auto& member : data) sizes.push_back(member ? member->size() : 0);
    return sizes;
  }

  Health health_by_count() const {
    const auto present = static_cast<std::size_t>(
        std::count_if(roster_.places.begin(), roster_.places.end(),
                      [](const auto* member) { return member != nullptr; }));
    if (present == roster_.places.size()) return {};
    Health health{Condition::degraded,
                  fmt::format("{} of {} members", present, roster_.places.size())};
    for (const auto role : roster_.rebuilding)
      health.detail += fmt::format("; member {} is being rebuilt", role);
    return health;
  }

  void set_incomplete(Volume& volume, const Arrangement& arrangement,
                      const raid::Members& data) const {
    volume.health.condition = Condition::incomplete;
    volume.health.detail += "; too few to read it";
    if (newest_.geometry.level > 0) {
      volume.size = arrangement.size(newest_.component_size, {});
      return;
    }
    // What the missing members had is written nowhere else.
    volume.size = 0;
    for (const auto size : sizes_of(data))
      volume.size = checked_add(volume.size, size, "size of the MD array");
  }

  // Whether the members' bytes can be believed.
  void check_trust(bool needs_parity) {
    const bool is_dirty =
        newest_.in_sync_up_to < newest_.component_size && newest_.geometry.level > 0;
    if (is_dirty && needs_parity)
      fail(ErrorKind::unsupported,
           "members are missing and the array was not in sync: what would be computed from parity "
           "may be wrong");
    if (is_dirty)
      remarks_.add(name_of_array(newest_),
                   "was not in sync when it was last written; its redundancy is not relied on");
    // Even after a clean stop the journal's tail holds blocks that the kernel replays.
    if (newest_.has_write_journal)
      fail(ErrorKind::unsupported,
           "the array has a write journal, which may hold newer data than the members");
  }

  Roster roster_;
  const Superblock& newest_;
  Remarks& remarks_;
};

void make_unreadable(Volume& volume, ErrorKind kind, std::string reason) {
  volume.source = std::make_shared<io::UnreadableSource>(
      volume.size, Error(kind, fmt::format("MD array {}: {}", volume.uuid, reason)));
}

}  // namespace

std::string name_of_array(const Superblock& superblock) {
  const auto names = device_names_of(superblock);
  return names.size() == 1 ? "md " + superblock.uuid : names.front();
}

Volume assemble_array(const std::vector<const ArrayMember*>& members, Remarks& remarks) {
  Volume volume;
  volume.type = VolumeType::logical;
  volume.scheme = "md";
  volume.uuid = members.front()->superblock.uuid;
  try {
    auto roster = call_roll(members, remarks);
    const auto& newest = roster.newest->superblock;
    volume.name = name_of_array(newest);
    volume.layout = describe(newest.geometry);
    volume.device_names = device_names_of(newest);
    Assembly(std::move(roster), remarks).into(volume);
  } catch (const Error& error) {
    volume.health = {Condition::unusable, error.message()};
    make_unreadable(volume, error.kind(), error.message());
    return volume;
  }
  if (!volume.source) make_unreadable(volume, ErrorKind::not_found, volume.health.detail);
  return volume;
}

}  // namespace vixmount::volume::md
