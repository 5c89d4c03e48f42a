#include "volume/lvm/segments.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "io/sources.hpp"

namespace vixmount::volume::lvm {
namespace {

using Build = Piece (*)(Stack&, const LogicalVolume&, const Segment&);

Piece build_zero(Stack&, const LogicalVolume&, const Segment& segment) {
  return Piece::whole(std::make_shared<io::ZeroSource>(segment.size));
}

Piece build_error(Stack&, const LogicalVolume&, const Segment& segment) {
  return Piece::unreadable(segment.size, Condition::incomplete,
                           "LVM put an error in the place of what it lost");
}

struct Type {
  std::string_view name;
  Build build;
};
constexpr std::array kTypes = {
    Type{"linear", build_striped},
    Type{"striped", build_striped},
    Type{"mirror", build_mirror},
    Type{"raid0", build_raid},
    Type{"raid0_meta", build_raid},
    Type{"raid1", build_raid},
    Type{"raid10", build_raid},
    Type{"raid10_near", build_raid},
    Type{"raid4", build_raid},
    Type{"raid5", build_raid},
    Type{"raid5_n", build_raid},
    Type{"raid5_la", build_raid},
    Type{"raid5_ra", build_raid},
    Type{"raid5_ls", build_raid},
    Type{"raid5_rs", build_raid},
    Type{"raid6", build_raid},
    Type{"raid6_zr", build_raid},
    Type{"raid6_nr", build_raid},
    Type{"raid6_nc", build_raid},
    Type{"raid6_n_6", build_raid},
    Type{"raid6_la_6", build_raid},
    Type{"raid6_ra_6", build_raid},
    Type{"raid6_ls_6", build_raid},
    Type{"raid6_rs_6", build_raid},
    Type{"thin", build_thin},
    Type{"cache", build_cache},
    Type{"writecache", build_writecache},
    Type{"zero", build_zero},
    Type{"error", build_error},
};

}  // namespace

Piece build_segment(Stack& stack, const LogicalVolume& volume, const Segment& segment) {
  const auto type = std::find_if(kTypes.begin(), kTypes.end(),
                                 [&](const Type& t) { return t.name == segment.type; });
  if (type == kTypes.end())
    return Piece::unreadable(
        segment.size, Condition::unusable,
        fmt::format("LVM volumes of type \"{}\" are not supported", printable(segment.type, 40)),
        ErrorKind::unsupported);
  return type->build(stack, volume, segment);
}

std::vector<AreaName> read_area_names(const TextSection& settings, std::string_view key) {
  const auto list = settings.list(key);
  if (list.empty() || list.size() % 2 != 0)
    fail_at(settings.offset(), "a segment's list of {} has {} values", key, list.size());
  std::vector<AreaName> areas;
  for (std::size_t i = 0; i < list.size(); i += 2)
    areas.push_back({list[i].text(), list[i + 1].number()});
  return areas;
}

std::string layout_of(const LogicalVolume& volume) {
  std::vector<std::string> kinds;
  for (const auto& segment : volume.segments) {
    auto kind = printable(segment.type, 40);
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
      kinds.push_back(std::move(kind));
  }
  return fmt::format("{}", fmt::join(kinds, ", "));
}

}  // namespace vixmount::volume::lvm
