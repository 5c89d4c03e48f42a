#include "volume/lvm/group_finder.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "volume/lvm/metadata_area.hpp"

namespace vixmount::volume::lvm {
namespace {

// All texts that are kept at a time: many thousands of volumes in each of many groups. Their trees
// take up to nine times as much (metadata_text.hpp).
constexpr std::uint64_t kMostKeptTextBytes = 2 * kMostTextBytes;

// A member that holds a text.
struct Sighting {
  std::size_t member;
  TextLocation location;
};
using Sightings = std::vector<Sighting>;  // of the same text

// All texts that are read: headers may claim any number of them, whose checksums only show
// afterwards that they are none. 32 disks with the largest areas in use are far below.
constexpr std::uint64_t kMostReadTextBytes = 16 * kMostTextBytes;

// What a member's own areas say; of several, the newest.
struct OwnState {
  std::string group_uuid;
  std::string group_name;
  std::uint64_t sequence_number = 0;
};

// The newest text of a group so far.
struct Candidate {
  VolumeGroup group;
  bool ignored = false;  // only areas that LVM leaves alone have it
};

class GroupFinder {
 public:
  GroupFinder(const LvmMembers& members, Remarks& remarks)
      : members_(members),
        remarks_(remarks),
        own_(members.size()),
        used_(members.size()),
        explained_(members.size()) {
    for (std::size_t i = 0; i < members_.size(); ++i)
      by_uuid_[members_[i]->label().uuid].push_back(i);
  }

  std::vector<FoundGroup> run() {
    locate_texts();
    for (const auto& sightings : texts_) read_copies(sightings);
    remark_same_names();
    std::vector<FoundGroup> found;
    for (auto& candidate : candidates_) {
      if (candidate.ignored)
        remarks_.add(candidate.group.name,
                     "only areas that LVM no longer keeps up to date describe this volume group");
      found.push_back(find_members(std::move(candidate.group)));
    }
    remark_unused();
    return found;
  }

 private:
  const Container& container(std::size_t member) const { return members_[member]->container(); }

  // All texts, each with the members that have it.
  void locate_texts() {
    std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> index;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      for (const auto& area : members_[i]->label().metadata_areas) {
        try {
          const auto location = locate_text(*container(i).source, area);
          if (!location) continue;
          const auto [entry, is_new] =
              index.emplace(std::pair(location->checksum, location->size), texts_.size());
          if (is_new) texts_.emplace_back();
          texts_[entry->second].push_back({i, *location});
        } catch (const Error& error) {
          remarks_.add(container(i), "{}", error.message());
        }
      }
    }
  }

  // Reads the first copy that is whole.
  void read_copies(const Sightings& sightings) {
    for (const auto& sighting : sightings) {
      try {
        read_text_bytes_ += sighting.location.size;
        if (read_text_bytes_ > kMostReadTextBytes)
          fail(ErrorKind::limit_exceeded, "the metadata texts of all disks have more than {} bytes",
               kMostReadTextBytes);
        auto text = read_text(*container(sighting.member).source, sighting.location);
        if (kept_text_bytes_ + text.size() > kMostKeptTextBytes)
          fail(ErrorKind::limit_exceeded,
               "the metadata of all volume groups has more than {} bytes", kMostKeptTextBytes);
        consider(VolumeGroup::read(MetadataText::parse(std::move(text))), sightings);
        return;
      } catch (const Error& error) {
        remarks_.add(container(sighting.member), "{}", error.message());
      }
    }
  }

  void consider(VolumeGroup group, const Sightings& sightings) {
    const bool ignored =
        std::all_of(sightings.begin(), sightings.end(),
                    [](const Sighting& sighting) { return sighting.location.ignored; });
    for (const auto& sighting : sightings) note_own_state(sighting, group);
    const auto [entry, is_new] = candidate_by_uuid_.emplace(group.uuid, candidates_.size());
    if (is_new) {
      kept_text_bytes_ += group.text_size();
      candidates_.push_back({std::move(group), ignored});
      return;
    }
    auto& known = candidates_[entry->second];
    const auto rank = [](const VolumeGroup& a, bool a_ignored) {
      return std::pair(!a_ignored, a.sequence_number);
    };
    if (rank(group, ignored) == rank(known.group, known.ignored))
      remarks_.add(container(sightings.front().member),
                   "holds other metadata of the volume group {} with the same number {}; it is not "
                   "used",
                   group.name, group.sequence_number);
    if (rank(group, ignored) <= rank(known.group, known.ignored)) return;
    kept_text_bytes_ += group.text_size();
    kept_text_bytes_ -= known.group.text_size();
    known = {std::move(group), ignored};
  }

  void note_own_state(const Sighting& sighting, const VolumeGroup& group) {
    auto& own = own_[sighting.member];
    if (own && (sighting.location.ignored || own->sequence_number >= group.sequence_number)) return;
    own = OwnState{group.uuid, group.name, group.sequence_number};
  }

  void remark_same_names() {
    std::map<std::string, std::vector<std::string>> uuids;
    for (const auto& candidate : candidates_)
      uuids[candidate.group.name].push_back(candidate.group.uuid);
    for (const auto& [name, list] : uuids)
      if (list.size() > 1)
        remarks_.add(name, "{} volume groups have this name; their UUIDs are {}", list.size(),
                     fmt::join(list, ", "));
  }

  FoundGroup find_members(VolumeGroup group) {
    FoundGroup found{std::move(group), {}};
    if (found.group.exported)
      remarks_.add(found.group.name, "the volume group was exported; it is read all the same");
    for (const auto& volume : found.group.physical_volumes) {
      const auto member = find_member(volume, found.group);
      if (member && volume.marked_missing)
        remarks_.add(container(*member),
                     "was away when the volume group {} was changed, and counts as missing",
                     found.group.name);
      found.members.push_back(member);
    }
    return found;
  }

  // Nothing: the PV is missing. Otherwise the member is used by no other group.
  std::optional<std::size_t> find_member(const PhysicalVolume& volume, const VolumeGroup& group) {
    const auto same_uuid = by_uuid_.find(volume.uuid);
    if (same_uuid == by_uuid_.end()) return std::nullopt;
    std::vector<std::size_t> copies;
    for (const auto member : same_uuid->second) {
      if (used_[member] || explained_[member]) continue;
      // What its own text says counts more than what others remember of it.
      if (!own_[member] || own_[member]->group_uuid == group.uuid) copies.push_back(member);
    }
    if (copies.empty()) return std::nullopt;
    const auto age = [this](std::size_t member) {
      return own_[member] ? own_[member]->sequence_number : 0;
    };
    const auto best = *std::max_element(copies.begin(), copies.end(),
                                        [&](auto a, auto b) { return age(a) < age(b); });
    used_[best] = true;
    for (const auto copy : copies) {
      if (copy == best) continue;
      explained_[copy] = true;
      remarks_.add(
          container(copy),
          "has the same UUID {} as {}, a copy of it; it is left out of the volume group {}",
          volume.uuid, container(best).name, group.name);
    }
    if (own_[best] && age(best) < group.sequence_number)
      remarks_.add(container(best),
                   "has metadata {} of the volume group {}; the newest, {}, was used", age(best),
                   group.name, group.sequence_number);
    return best;
  }

  void remark_unused() {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (used_[i] || explained_[i]) continue;
      if (own_[i])
        remarks_.add(container(i),
                     "holds metadata {} of the volume group {}, to which it no longer belongs",
                     own_[i]->sequence_number, own_[i]->group_name);
      else
        remarks_.add(container(i), "is an LVM physical volume, but {}",
                     members_[i]->label().in_use ? "nothing here describes its volume group"
                                                 : "it is in no volume group");
    }
  }

  const LvmMembers& members_;
  Remarks& remarks_;
  std::vector<Sightings> texts_;
  std::vector<std::optional<OwnState>> own_;  // per member
  std::vector<bool> used_;                    // per member
  std::vector<bool> explained_;               // per member: a remark says why it is not used
  std::unordered_map<std::string, std::vector<std::size_t>> by_uuid_;
  std::vector<Candidate> candidates_;
  std::unordered_map<std::string, std::size_t> candidate_by_uuid_;
  std::uint64_t kept_text_bytes_ = 0;
  std::uint64_t read_text_bytes_ = 0;
};

}  // namespace

std::vector<FoundGroup> find_groups(const LvmMembers& members, Remarks& remarks) {
  return GroupFinder(members, remarks).run();
}

}  // namespace vixmount::volume::lvm
