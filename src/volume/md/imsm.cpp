#include "volume/md/imsm.hpp"

#include <algorithm>
#include <map>

#include "io/sources.hpp"
#include "volume/md/geometry.hpp"
#include "volume/md/imsm_layout.hpp"
#include "volume/md/imsm_metadata.hpp"

namespace vixmount::volume::md {
namespace {

struct ImsmMember final : Member {
  std::string name;
  io::SourcePtr source;
  ImsmMetadata metadata;
};

// By index of the disk in the metadata; null where it is missing or cannot be told.
struct Disks {
  std::vector<io::SourcePtr> by_index;
  std::vector<io::SourcePtr> present;
  bool are_told_apart = true;
};

// A disk is told by its size, where no other has the same.
Disks tell_apart(const ImsmMetadata& metadata, const std::vector<const ImsmMember*>& members) {
  Disks disks;
  for (const auto* member : members)
    if (member->metadata.generation == metadata.generation) disks.present.push_back(member->source);
  disks.by_index.resize(metadata.disks.size());
  for (std::size_t i = 0; i < metadata.disks.size(); ++i) {
    const auto size = metadata.disks[i].size;
    const auto named = std::count_if(metadata.disks.begin(), metadata.disks.end(),
                                     [&](const ImsmDisk& disk) { return disk.size == size; });
    for (const auto& source : disks.present)
      if (source->size() == size) disks.by_index[i] = source;
    if (named != 1) disks.are_told_apart = false;
  }
  return disks;
}

Geometry geometry_of(const ImsmVolume& volume) {
  constexpr std::uint32_t kNearTwo = 0x102;
  constexpr std::uint32_t kAlternate = 2;  // members are equal: either layout is the same
  Geometry geometry;
  geometry.raid_disks = static_cast<std::uint32_t>(volume.places.size());
  geometry.chunk_size = volume.chunk_size;
  geometry.level = volume.level == 1 && volume.places.size() > 2 ? 10 : volume.level;
  if (geometry.level == 10) geometry.layout = kNearTwo;
  if (geometry.level == 0) geometry.layout = kAlternate;
  return geometry;
}

class VolumeOfImsm {
 public:
  VolumeOfImsm(const ImsmVolume& raw, const Disks& disks) : raw_(raw), disks_(disks) {}

  Volume make() {
    Volume volume;
    volume.type = VolumeType::logical;
    volume.scheme = "imsm";
    volume.size = raw_.size;
    const auto geometry = geometry_of(raw_);
    volume.layout = describe(geometry);
    if (!raw_.name.empty() && raw_.name.find('/') == std::string::npos)
      volume.device_names = {"/dev/md/" + raw_.name};
    try {
      read(volume, geometry);
    } catch (const Error& error) {
      volume.health = {Condition::unusable, error.message()};
    }
    if (!volume.source)
      volume.source = std::make_shared<io::UnreadableSource>(
          volume.size,
          Error(ErrorKind::unsupported, "imsm volume " + raw_.name + ": " + volume.health.detail));
    return volume;
  }

 private:
  void read(Volume& volume, const Geometry& geometry) {
    const auto arrangement = arrangement_of(geometry);
    check_migration();
    auto members = disks_.are_told_apart ? by_place() : any_of_a_mirror(geometry);
    const auto present = std::count_if(members.begin(), members.end(),
                                       [](const auto& member) { return member != nullptr; });
    if (static_cast<std::size_t>(present) != raw_.places.size())
      volume.health = {Condition::degraded,
                       fmt::format("{} of {} members", present, raw_.places.size())};
    if (!arrangement->survives(members)) {
      volume.health.condition = Condition::incomplete;
      volume.health.detail += "; too few to read it";
      return;
    }
    // Parity that was never computed up to the end is no better than that of a crash.
    const bool in_sync = !raw_.is_dirty && raw_.migration != imsm_layout::kMigrationInitialise;
    if (!in_sync && arrangement->needs_parity(members))
      fail(ErrorKind::unsupported, "members are missing and the volume was not in sync");
    const std::vector<std::uint64_t> sizes(raw_.places.size(), raw_.component_size);
    const auto room = arrangement->size(raw_.component_size, sizes);
    if (raw_.size > room)
      fail(ErrorKind::damaged, "the volume of {} bytes does not fit its members ({} bytes)",
           raw_.size, room);
    volume.source = std::make_shared<io::SliceSource>(arrangement->make(std::move(members), room),
                                                      0, raw_.size);
  }

  void check_migration() const {
    if (!raw_.migration) return;
    const auto kind = *raw_.migration;
    if (kind != imsm_layout::kMigrationInitialise && kind != imsm_layout::kMigrationRebuild &&
        kind != imsm_layout::kMigrationVerify && kind != imsm_layout::kMigrationRepair)
      fail(ErrorKind::unsupported, "the volume is being migrated");
  }

  io::SourcePtr data_of(const io::SourcePtr& disk) const {
    if (!disk || !fits(raw_.data_offset, raw_.component_size, disk->size())) return nullptr;
    return std::make_shared<io::SliceSource>(disk, raw_.data_offset, raw_.component_size);
  }

  raid::Members by_place() const {
    raid::Members members;
    for (const auto& place : raw_.places)
      members.push_back(place.is_rebuilding ? nullptr : data_of(disks_.by_index.at(place.disk)));
    return members;
  }

  // Both halves of a mirror are the same, unless one is being rebuilt.
  raid::Members any_of_a_mirror(const Geometry& geometry) const {
    const bool is_whole = std::none_of(raw_.places.begin(), raw_.places.end(),
                                       [](const auto& place) { return place.is_rebuilding; });
    if (geometry.level != 1 || !is_whole || disks_.by_index.size() != raw_.places.size())
      fail(ErrorKind::unsupported,
           "which disk is which member is told by the serial numbers of the drives alone, and the "
           "disks are of one size");
    raid::Members members;
    for (const auto& disk : disks_.present)
      if (members.size() < raw_.places.size()) members.push_back(data_of(disk));
    members.resize(raw_.places.size());
    return members;
  }

  const ImsmVolume& raw_;
  const Disks& disks_;
};

class ImsmScheme final : public Scheme {
 public:
  std::string_view name() const noexcept override { return "imsm"; }
  bool members_stand_alone() const noexcept override { return false; }

  std::optional<Claim> claim(const Container& container, Remarks& remarks) const override {
    if (container.kind != ContainerKind::disk) return std::nullopt;
    auto member = std::make_shared<ImsmMember>();
    try {
      auto metadata = read_imsm(*container.source, container.logical_sector_size);
      if (!metadata) return std::nullopt;
      member->metadata = std::move(*metadata);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
      remarks.add(container, "{}; it is not used", error.message());
      return std::nullopt;
    }
    member->name = container.name;
    member->source = container.source;
    return Claim::of(std::move(member));
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>& members,
                              Remarks& remarks) const override {
    std::map<std::uint32_t, std::vector<std::size_t>> families;
    for (std::size_t i = 0; i < members.size(); ++i)
      families[static_cast<const ImsmMember&>(*members[i]).metadata.family].push_back(i);
    std::vector<Group> groups;
    for (const auto& [family, indices] : families) {
      std::vector<const ImsmMember*> of_one;
      for (const auto index : indices)
        of_one.push_back(static_cast<const ImsmMember*>(members[index].get()));
      groups.push_back(group_of(family, of_one, remarks));
      groups.back().members = indices;
    }
    return groups;
  }

 private:
  static Group group_of(std::uint32_t family, const std::vector<const ImsmMember*>& members,
                        Remarks& remarks) {
    const auto* newest = *std::max_element(members.begin(), members.end(),
                                           [](const ImsmMember* a, const ImsmMember* b) {
                                             return a->metadata.generation < b->metadata.generation;
                                           });
    for (const auto* member : members)
      if (member->metadata.generation != newest->metadata.generation)
        remarks.add(member->name, "has older imsm metadata than {}; it is left out", newest->name);
    const auto disks = tell_apart(newest->metadata, members);
    Group group;
    group.name = fmt::format("imsm {:08x}", family);
    for (const auto& volume : newest->metadata.volumes)
      group.volumes.push_back(VolumeOfImsm(volume, disks).make());
    for (const auto& volume : group.volumes)
      if (volume.health.condition > group.health.condition) group.health = volume.health;
    return group;
  }
};

}  // namespace

std::shared_ptr<const Scheme> make_imsm_scheme() { return std::make_shared<ImsmScheme>(); }

}  // namespace vixmount::volume::md
