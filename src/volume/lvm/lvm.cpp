#include "volume/lvm/lvm.hpp"

#include "volume/lvm/group_finder.hpp"
#include "volume/lvm/volumes.hpp"
#include "volume/mbr/mbr.hpp"

namespace vixmount::volume {
namespace {

using namespace lvm;

// The group's own health: of its missing PVs, and whether volumes suffer from it.
Health health_of(const FoundGroup& found, const std::vector<Volume>& volumes) {
  std::size_t missing = 0;
  const PhysicalVolume* first = nullptr;
  for (std::size_t i = 0; i < found.members.size(); ++i) {
    const auto& volume = found.group.physical_volumes[i];
    if (found.members[i] && !volume.marked_missing) continue;
    if (missing++ == 0) first = &volume;
  }
  if (missing == 0) return {};
  Health health{Condition::degraded, {}};
  for (const auto& volume : volumes)
    if (volume.health.condition > Condition::degraded) health.condition = Condition::incomplete;
  health.detail = missing == 1
                      ? fmt::format("PV {} ({}) is missing", first->uuid, first->device_hint)
                      : fmt::format("{} of {} PVs are missing, the first is {} ({})", missing,
                                    found.members.size(), first->uuid, first->device_hint);
  return health;
}

class LvmScheme final : public Scheme {
 public:
  std::string_view name() const noexcept override { return "lvm2"; }
  bool members_stand_alone() const noexcept override { return false; }

  std::optional<Claim> claim(const Container& container, Remarks& remarks) const override {
    auto search = find_label(*container.source);
    for (const auto& fault : search.faults) remarks.add(container, "{}", fault);
    if (!search.label) return std::nullopt;
    if (container.kind != ContainerKind::partition && was_partitioned(container, remarks))
      return std::nullopt;
    if (search.label->device_size > container.source->size())
      remarks.add(container, "the LVM physical volume has {} bytes, of which {} are here",
                  search.label->device_size, container.source->size());
    return Claim::of(std::make_shared<LvmMember>(container, std::move(*search.label)));
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>& pointers,
                              Remarks& remarks) const override {
    LvmMembers members;
    for (const auto& member : pointers)
      members.push_back(static_cast<const LvmMember*>(member.get()));
    std::vector<Group> groups;
    for (const auto& found : find_groups(members, remarks)) {
      Group group;
      group.name = found.group.name;
      group.uuid = found.group.uuid;
      for (const auto& member : found.members)
        if (member) group.members.push_back(*member);
      if (group.members.empty()) continue;
      group.volumes = make_volumes(found, members, remarks);
      group.health = health_of(found, group.volumes);
      groups.push_back(std::move(group));
    }
    return groups;
  }

 private:
  // pvcreate clears the first sectors, so that partitions there are newer than the label. LVM
  // itself does not look at partitioned devices either.
  static bool was_partitioned(const Container& container, Remarks& remarks) {
    if (mbr::look_at_first_sector(*container.source) != mbr::FirstSector::partition_table)
      return false;
    Remarks ignored;
    const auto partitions = mbr::read_table(container, ignored);
    if (!partitions || partitions->empty()) return false;
    remarks.add(container, "has an LVM label, but was partitioned since; the label is not used");
    return true;
  }
};

}  // namespace

std::shared_ptr<const Scheme> make_lvm_scheme() { return std::make_shared<LvmScheme>(); }

}  // namespace vixmount::volume
