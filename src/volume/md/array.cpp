#include "volume/md/array.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "io/sources.hpp"
#include "volume/md/bad_blocks.hpp"
#include "volume/md/geometry.hpp"
#include "volume/md/layout.hpp"
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
      : roster_(std::move(roster)), newest_(roster_.newest->superblock), remarks_(remarks) {}

  void into(Volume& volume) {
    const auto& geometry = newest_.geometry;
    if (newest_.reshape)
      fail(ErrorKind::unsupported, "the array is being reshaped from {} to {}", describe(geometry),
           describe(newest_.reshape->target));
    const auto arrangement = arrangement_of(geometry);
    collect_data();
    volume.health = health_by_count();
    if (!arrangement->survives(data_)) {
      volume.health.condition = Condition::incomplete;
      volume.health.detail += "; too few to read it";
      volume.size = size_when_incomplete(*arrangement);
      return;
    }
    volume.size = arrangement->size(newest_.component_size, data_sizes_);
    check_trust(*arrangement);
    volume.source = arrangement->make(data_, volume.size);
  }

 private:
  // raid0 and linear use all that a member has, the others what the array says.
  std::uint64_t used_of(const Superblock& superblock) const noexcept {
    return newest_.geometry.level > 0 ? newest_.component_size : superblock.data_size;
  }

  void collect_data() {
    for (const auto* member : roster_.places) {
      data_.push_back(member == nullptr ? nullptr : data_of(*member));
      data_sizes_.push_back(data_.back() ? data_.back()->size() : 0);
    }
  }

  io::SourcePtr data_of(const ArrayMember& member) {
    const auto& superblock = member.superblock;
    const auto used = used_of(superblock);
    if (used > superblock.data_size ||
        !fits(superblock.data_offset, used, member.source->size())) {
      remarks_.add(member.name, "is too small for its part of array {} ({} bytes from byte {}); it "
                   "is left out", newest_.uuid, used, superblock.data_offset);
      return nullptr;
    }
    io::SourcePtr data =
        std::make_shared<io::SliceSource>(member.source, superblock.data_offset, used);
    return without_bad_blocks(member.source, std::move(data), superblock);
  }

  Health health_by_count() const {
    const auto present = static_cast<std::size_t>(
        std::count_if(data_.begin(), data_.end(), [](const auto& source) { return source != nullptr; }));
    if (present == data_.size()) return {};
    Health health{Condition::degraded, fmt::format("{} of {} members", present, data_.size())};
    for (const auto role : roster_.rebuilding)
      health.detail += fmt::format("; member {} is being rebuilt", role);
    return health;
  }

  std::uint64_t size_when_incomplete(const Arrangement& arrangement) const {
    if (newest_.geometry.level > 0) return arrangement.size(newest_.component_size, data_sizes_);
    // What the missing members had is written nowhere else.
    std::uint64_t sum = 0;
    for (const auto size : data_sizes_) sum = checked_add(sum, size, "size of the MD array");
    return sum;
  }

  // Whether the members' bytes can be believed.
  void check_trust(const Arrangement& arrangement) {
    const bool is_dirty = newest_.in_sync_up_to < newest_.component_size && newest_.geometry.level > 0;
    if (is_dirty && arrangement.needs_parity(data_))
      fail(ErrorKind::unsupported,
           "members are missing and the array was not in sync: what would be computed from parity "
           "may be wrong");
    if (is_dirty)
      remarks_.add(name_of_array(newest_),
                   "was not in sync when it was last written; its redundancy is not relied on");
    if (newest_.has_write_journal)
      fail(ErrorKind::unsupported,
           "the array has a write journal, which may hold newer data than the members");
  }

  Roster roster_;
  const Superblock& newest_;
  Remarks& remarks_;
  raid::Members data_;  // by role
  std::vector<std::uint64_t> data_sizes_;
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
