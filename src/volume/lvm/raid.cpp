#include "volume/raid/raid.hpp"

#include <algorithm>
#include <array>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "volume/lvm/layout.hpp"
#include "volume/lvm/raid_superblock.hpp"
#include "volume/lvm/segments.hpp"

namespace vixmount::volume::lvm {
namespace {

using raid::ParityLayout;

// LVM's names of the levels with parity, and how dm-raid's superblock writes them down. The numbers
// of the layouts are md's (drivers/md/raid5.h).
struct ParityType {
  std::string_view name;
  unsigned parity_members;
  ParityLayout layout;
  std::uint32_t level_number;
  std::uint32_t layout_number;
};
constexpr std::array kParityTypes = {
    ParityType{"raid4", 1, ParityLayout::parity_first, 5, 4},
    ParityType{"raid5", 1, ParityLayout::left_symmetric, 5, 2},
    ParityType{"raid5_ls", 1, ParityLayout::left_symmetric, 5, 2},
    ParityType{"raid5_la", 1, ParityLayout::left_asymmetric, 5, 0},
    ParityType{"raid5_rs", 1, ParityLayout::right_symmetric, 5, 3},
    ParityType{"raid5_ra", 1, ParityLayout::right_asymmetric, 5, 1},
    ParityType{"raid5_n", 1, ParityLayout::parity_last, 5, 5},
    ParityType{"raid6", 2, ParityLayout::ddf_zero_restart, 6, 8},
    ParityType{"raid6_zr", 2, ParityLayout::ddf_zero_restart, 6, 8},
    ParityType{"raid6_nr", 2, ParityLayout::ddf_n_restart, 6, 9},
    ParityType{"raid6_nc", 2, ParityLayout::ddf_n_continue, 6, 10},
    ParityType{"raid6_n_6", 2, ParityLayout::parity_last, 6, 5},
    ParityType{"raid6_la_6", 2, ParityLayout::left_asymmetric_6, 6, 16},
    ParityType{"raid6_ra_6", 2, ParityLayout::right_asymmetric_6, 6, 17},
    ParityType{"raid6_ls_6", 2, ParityLayout::left_symmetric_6, 6, 18},
    ParityType{"raid6_rs_6", 2, ParityLayout::right_symmetric_6, 6, 19},
};

const ParityType* find_parity_type(std::string_view name) {
  const auto found = std::find_if(kParityTypes.begin(), kParityTypes.end(),
                                  [&](const ParityType& type) { return type.name == name; });
  return found != kParityTypes.end() ? found : nullptr;
}

struct Leg {
  std::string data_name;
  Piece data;
  std::optional<RaidSuperblock> superblock;
  bool usable = false;  // there, and neither failed nor still to be rebuilt
};

// One RAID segment on its way to a source.
class RaidBuilder {
 public:
  RaidBuilder(Stack& stack, const LogicalVolume& volume, const Segment& segment)
      : stack_(stack),
        volume_(volume),
        segment_(segment),
        parity_(find_parity_type(segment.type)) {}

  Piece build() {
    read_legs();
    find_newest();
    check_geometry();
    for (std::size_t i = 0; i < legs_.size(); ++i) legs_[i].usable = is_usable(legs_[i]);
    const auto usable = static_cast<std::size_t>(
        std::count_if(legs_.begin(), legs_.end(), [](const Leg& leg) { return leg.usable; }));
    if (usable == legs_.size()) return Piece::whole(make_source(), inherited_health());
    return build_degraded(usable);
  }

 private:
  bool is_raid0() const { return segment_.type == "raid0" || segment_.type == "raid0_meta"; }
  bool is_raid1() const { return segment_.type == "raid1"; }

  // Pairs of metadata and data LV; raid0 has data alone.
  void read_legs() {
    const bool has_metadata = segment_.type != "raid0";
    const auto names = segment_.settings.texts(has_metadata ? "raids" : "raid0_lvs");
    const std::size_t step = has_metadata ? 2 : 1;
    if (names.empty() || names.size() % step != 0 || names.size() / step > kMostRaidMembers)
      fail_at(segment_.settings.offset(), "{} is RAID over {} volumes", volume_.name, names.size());
    for (std::size_t i = 0; i < names.size(); i += step) {
      Leg leg;
      leg.data_name = names[i + step - 1];
      leg.data = stack_.volume(leg.data_name);
      if (has_metadata) read_superblock(names[i], leg);
      legs_.push_back(std::move(leg));
    }
  }

  void read_superblock(const std::string& name, Leg& leg) {
    const auto& metadata = stack_.volume(name);
    if (!metadata.readable()) {
      // Data without its superblock: whether it is up to date is not known.
      leg.data =
          Piece::unreadable(leg.data.size, metadata.health.condition, metadata.health.detail);
    } else {
      leg.superblock = read_raid_superblock(*metadata.as_source());
    }
  }

  void find_newest() {
    for (const auto& leg : legs_)
      if (leg.superblock && (!newest_ || leg.superblock->events > newest_->events))
        newest_ = &*leg.superblock;
  }

  // What LVM and the kernel say must agree: while a volume is being converted they do not. LVM's
  // own flags (RESHAPE) stay behind after a conversion and say nothing.
  void check_geometry() const {
    if (newest_ == nullptr || is_raid0()) return;
    const auto level = parity_ != nullptr ? parity_->level_number : is_raid1() ? 1U : 10U;
    if (newest_->reshaping || newest_->level != level) fail_reshaping();
    if (parity_ != nullptr && newest_->layout != parity_->layout_number) fail_reshaping();
    if (is_raid1()) return;
    if (newest_->chunk_sectors != segment_.settings.number("stripe_size") ||
        newest_->member_count != legs_.size())
      fail_reshaping();
  }

  [[noreturn]] void fail_reshaping() const {
    fail(ErrorKind::unsupported,
         "{} is being converted to another form of RAID, which is not supported", volume_.name);
  }

  bool is_usable(const Leg& leg) const {
    if (!leg.data.readable()) return false;
    const auto index = stack_.group().find_logical_volume(leg.data_name);
    if (index && stack_.group().logical_volumes[*index].has_status("REBUILD")) return false;
    if (newest_ == nullptr || is_raid0()) return true;  // never used: all are the same
    if (!leg.superblock) return false;                  // new in an array that was used
    // Copied at another time than the others; a crash may leave one write of the superblocks apart.
    if (newest_->events - leg.superblock->events > 1) return false;
    return leg.superblock->position < kMostRaidMembers &&
           !newest_->failed[leg.superblock->position] &&
           leg.superblock->recovered_sectors == RaidSuperblock::kComplete;
  }

  Health inherited_health() const {
    Health health;
    for (const auto& leg : legs_)
      if (leg.usable) health = worse(health, leg.data.health);
    return health;
  }

  Piece build_degraded(std::size_t usable) {
    const auto health = loss_of_legs();
    // What LVM cannot do without, or we do not support, below: every leg says it.
    if (usable == 0)
      return Piece::unreadable(size(), std::max(health.condition, Condition::incomplete),
                               health.detail);
    const auto count = fmt::format("{} of {} members", usable, legs_.size());
    if (newest_ != nullptr && newest_->synced_sectors != RaidSuperblock::kComplete && !is_raid0())
      return Piece::unreadable(size(), Condition::incomplete,
                               count + ", and they were not in sync yet: " + health.detail);
    auto source = make_source();
    if (survives()) return Piece::whole(std::move(source), {Condition::degraded, count});
    return Piece::whole(std::move(source), {Condition::incomplete, count + ": " + health.detail});
  }

  Health loss_of_legs() const {
    for (const auto& leg : legs_)
      if (!leg.usable && !leg.data.readable()) return leg.data.health;
    return {Condition::incomplete, "members failed, are old or not rebuilt yet"};
  }

  bool survives() const {
    if (is_raid0()) return false;
    if (is_raid1()) return true;
    if (parity_ != nullptr) return raid::survives_parity(members(), parity_geometry());
    return raid::survives_raid10(members(), raid10_geometry());
  }

  std::uint64_t chunk_size() const {
    return checked_multiply(segment_.settings.number("stripe_size"), kSectorBytes,
                            "the size of a stripe");
  }

  raid::ParityGeometry parity_geometry() const {
    return {parity_->parity_members, parity_->layout, chunk_size()};
  }

  raid::Raid10Geometry raid10_geometry() const {
    if (newest_ != nullptr) return raid::raid10_geometry_of(newest_->layout, chunk_size());
    raid::Raid10Geometry geometry;
    geometry.chunk_size = chunk_size();
    if (const auto copies = segment_.settings.find_number("data_copies")) {
      if (*copies > legs_.size())
        fail_at(segment_.settings.offset(), "{} copies on {} members", *copies, legs_.size());
      geometry.near_copies = static_cast<unsigned>(*copies);
    }
    return geometry;
  }

  // The data areas, null for what is not usable.
  raid::Members members() const {
    raid::Members members;
    // The kernel does not look at superblocks of raid0.
    const auto sectors = newest_ != nullptr && !is_raid0() ? newest_->data_offset : 0;
    const auto begin = checked_multiply(sectors, kSectorBytes, "the begin of RAID data");
    for (const auto& leg : legs_) {
      if (!leg.usable) {
        members.push_back(nullptr);
        continue;
      }
      if (begin > leg.data.size)
        fail(ErrorKind::damaged, "the RAID data of {} begins behind its end", volume_.name);
      members.push_back(
          Piece{leg.data.source, leg.data.offset + begin, leg.data.size - begin, {}}.as_source());
    }
    return members;
  }

  // Without the room that a reshape once needed on each member.
  std::uint64_t size() const {
    const auto room = segment_.settings.find_number("reshape_count").value_or(0);
    if (room == 0 || parity_ == nullptr) return segment_.size;
    const auto data_members =
        legs_.size() - std::min<std::size_t>(legs_.size(), parity_->parity_members);
    const auto bytes = checked_multiply(
        checked_multiply(room, stack_.group().extent_size, "the room of a reshape"), data_members,
        "the room of a reshape");
    if (bytes >= segment_.size)
      fail_at(segment_.settings.offset(), "{} is all room for a reshape", volume_.name);
    return segment_.size - bytes;
  }

  io::SourcePtr make_source() const {
    if (is_raid0())
      return raid::make_striped(members(), {chunk_size(), raid::StripedLayout::alternate}, size());
    if (is_raid1()) return raid::make_mirror(members(), size());
    if (parity_ != nullptr) return raid::make_parity(members(), parity_geometry(), size());
    return raid::make_raid10(members(), raid10_geometry(), size());
  }

  Stack& stack_;
  const LogicalVolume& volume_;
  const Segment& segment_;
  const ParityType* parity_;  // null: raid0, 1 or 10
  std::vector<Leg> legs_;
  const RaidSuperblock* newest_ = nullptr;  // in legs_
};

}  // namespace

Piece build_raid(Stack& stack, const LogicalVolume& volume, const Segment& segment) {
  return RaidBuilder(stack, volume, segment).build();
}

}  // namespace vixmount::volume::lvm
