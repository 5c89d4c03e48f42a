#include "volume/md/md.hpp"

#include <map>

#include "volume/md/array.hpp"
#include "volume/md/find.hpp"

namespace vixmount::volume::md {
namespace {

class MdScheme final : public Scheme {
 public:
  std::string_view name() const noexcept override { return "md"; }
  bool members_stand_alone() const noexcept override { return false; }

  std::optional<Claim> claim(const Container& container, Remarks& remarks) const override {
    auto found = find_superblock(container, remarks);
    if (!found.superblock) {
      if (found.unsupported.empty()) return std::nullopt;
      return Claim::refused(Condition::unusable, std::move(found.unsupported));
    }
    auto member = std::make_shared<ArrayMember>();
    member->name = container.name;
    member->source = container.source;
    member->superblock = std::move(*found.superblock);
    return Claim::of(std::move(member));
  }

  std::vector<Group> assemble(const std::vector<MemberPtr>& members,
                              Remarks& remarks) const override {
    std::vector<Group> groups;
    for (const auto& indices : arrays_of(members)) {
      std::vector<const ArrayMember*> of_one;
      for (const auto index : indices) of_one.push_back(&array_member(members[index]));
      Group group;
      group.members = indices;
      group.volumes.push_back(assemble_array(of_one, remarks));
      const auto& volume = group.volumes.front();
      group.name = volume.name;
      group.uuid = volume.uuid;
      group.health = volume.health;
      groups.push_back(std::move(group));
    }
    return groups;
  }

 private:
  static const ArrayMember& array_member(const MemberPtr& member) {
    return static_cast<const ArrayMember&>(*member);
  }

  // The members of each array, arrays in the order of their first members.
  static std::vector<std::vector<std::size_t>> arrays_of(const std::vector<MemberPtr>& members) {
    std::vector<std::vector<std::size_t>> arrays;
    std::map<std::string, std::size_t> by_uuid;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto [place, is_new] =
          by_uuid.try_emplace(array_member(members[i]).superblock.uuid, arrays.size());
      if (is_new) arrays.emplace_back();
      arrays[place->second].push_back(i);
    }
    return arrays;
  }
};

}  // namespace

std::shared_ptr<const Scheme> make_md_scheme() { return std::make_shared<MdScheme>(); }

}  // namespace vixmount::volume::md
