#include "volume/ldm/ldm.hpp"

#include <algorithm>

#include "volume/ldm/disk_group.hpp"
#include "volume/ldm/dynamic_disk.hpp"

namespace vixmount::volume::ldm {
namespace {

class LdmScheme final : public Scheme {
 public:
  std::string_view name() const noexcept override { return "ldm"; }
  bool members_stand_alone() const noexcept override { return false; }

  std::optional<Claim> claim(const Container& container, Remarks& remarks) const override {
    if (container.kind == ContainerKind::partition) return std::nullopt;
    auto disk = open_dynamic_disk(container, remarks);
    if (!disk) return std::nullopt;
    return Claim::of(std::move(disk));
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>& members,
                              Remarks& remarks) const override {
    std::vector<Group> groups;
    // Groups in the order of their first disks.
    std::vector<std::vector<NumberedDisk>> by_group;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto& disk = static_cast<const DynamicDisk&>(*members[i]);
      if (!disk.other_partitions.empty()) groups.push_back(table_group(disk, i));
      const auto group = std::find_if(by_group.begin(), by_group.end(), [&](const auto& disks) {
        return disks.front().disk->header.group_id == disk.header.group_id;
      });
      if (group == by_group.end())
        by_group.push_back({{i, &disk}});
      else
        group->push_back({i, &disk});
    }
    for (const auto& disks : by_group) groups.push_back(assemble_disk_group(disks, remarks));
    return groups;
  }

 private:
  static Group table_group(const DynamicDisk& disk, std::size_t index) {
    Group group;
    group.scheme = disk.table_scheme;
    group.members = {index};
    group.volumes = disk.other_partitions;
    return group;
  }
};

}  // namespace

std::shared_ptr<const Scheme> make_ldm_scheme() { return std::make_shared<LdmScheme>(); }

}  // namespace vixmount::volume::ldm
