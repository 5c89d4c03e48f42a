#include "volume/md/roster.hpp"

#include <algorithm>

#include "volume/md/layout.hpp"

namespace vixmount::volume::md {
namespace {

// The superblocks of a clean stop are written one after the other: one may be a step behind.
constexpr std::uint64_t kEventsMargin = 1;

bool has_place(const Superblock& superblock) noexcept {
  return superblock.role() < layout::kFirstSpecialRole;
}

bool speaks_before(const ArrayMember* a, const ArrayMember* b) noexcept {
  if (a->superblock.events != b->superblock.events)
    return a->superblock.events > b->superblock.events;
  return has_place(a->superblock) && !has_place(b->superblock);
}

class RollCall {
 public:
  RollCall(const std::vector<const ArrayMember*>& members, Remarks& remarks)
      : members_(members), remarks_(remarks) {}

  Roster run() {
    roster_.newest = *std::min_element(members_.begin(), members_.end(), speaks_before);
    const auto& newest = roster_.newest->superblock;
    auto places = newest.geometry.raid_disks;
    if (newest.reshape) places = std::max(places, newest.reshape->target.raid_disks);
    if (places == 0 || places > layout::kMostRoles)
      fail(ErrorKind::unsupported, "the MD array has {} members", places);
    roster_.places.resize(places);
    replacements_.resize(places);
    for (const auto* member : members_) judge(*member);
    for (std::uint32_t role = 0; role < places; ++role) settle(role);
    return std::move(roster_);
  }

 private:
  void judge(const ArrayMember& member) {
    const auto& own = member.superblock;
    const auto& newest = roster_.newest->superblock;
    const auto role = own.role();
    if (role == layout::kRoleSpare || role == layout::kRoleJournal) return;
    if (role == layout::kRoleFaulty) {
      remarks_.add(member.name, "is marked faulty in array {}; it is left out", newest.uuid);
    } else if (own.events < newest.events && newest.events - own.events > kEventsMargin) {
      remarks_.add(member.name,
                   "is a stale member of array {} (event {}, the newest is {}); it is "
                   "left out",
                   newest.uuid, own.events, newest.events);
    } else if (!newest_confirms(own)) {
      remarks_.add(member.name, "was dropped from array {} by its newest member; it is left out",
                   newest.uuid);
    } else if (own.geometry != newest.geometry || role >= roster_.places.size()) {
      remarks_.add(member.name,
                   "tells another geometry than the newest member of array {}; it is "
                   "left out",
                   newest.uuid);
    } else {
      give_place(member, role);
    }
  }

  bool newest_confirms(const Superblock& own) const noexcept {
    const auto& roles = roster_.newest->superblock.roles;
    return own.device_number < roles.size() && roles[own.device_number] == own.role();
  }

  void give_place(const ArrayMember& member, std::uint16_t role) {
    auto& place = member.superblock.is_replacement ? replacements_[role] : roster_.places[role];
    if (place == nullptr) {
      place = &member;
      return;
    }
    const bool is_newer = member.superblock.events > place->superblock.events;
    const auto& kept = is_newer ? member : *place;
    const auto& other = is_newer ? *place : member;
    remarks_.add(other.name, "and {} are both member {} of array {}; {} is used", kept.name, role,
                 roster_.newest->superblock.uuid, kept.name);
    place = &kept;
  }

  static bool is_complete(const Superblock& superblock) noexcept {
    return superblock.recovered_up_to == kAll;
  }

  // A member that is being rebuilt holds only a part; a replacement steps in when it is complete.
  void settle(std::uint32_t role) {
    auto& place = roster_.places[role];
    const auto* replacement = replacements_[role];
    if (place != nullptr && is_complete(place->superblock)) return;
    if (replacement != nullptr && is_complete(replacement->superblock)) {
      place = replacement;
      return;
    }
    if (place != nullptr || replacement != nullptr) roster_.rebuilding.push_back(role);
    place = nullptr;
  }

  const std::vector<const ArrayMember*>& members_;
  Remarks& remarks_;
  Roster roster_;
  std::vector<const ArrayMember*> replacements_;
};

}  // namespace

Roster call_roll(const std::vector<const ArrayMember*>& members, Remarks& remarks) {
  return RollCall(members, remarks).run();
}

}  // namespace vixmount::volume::md
