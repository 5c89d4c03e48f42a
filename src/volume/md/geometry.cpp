#include "volume/md/geometry.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include "io/sources.hpp"

namespace vixmount::volume::md {
namespace {

using raid::Members;
using raid::ParityLayout;

constexpr std::uint32_t kLayoutOriginal = 1;  // of raid0
constexpr std::uint32_t kLayoutAlternate = 2;

std::uint64_t rounded_down(std::uint64_t value, std::uint64_t unit) noexcept {
  return unit == 0 ? value : value - value % unit;
}

std::size_t present(const Members& members) noexcept {
  return static_cast<std::size_t>(std::count_if(
      members.begin(), members.end(), [](const auto& member) { return member != nullptr; }));
}

// Linear and raid0 use of each member what it has, in whole chunks.
std::vector<std::uint64_t> whole_chunks(const std::vector<std::uint64_t>& data_sizes,
                                        std::uint64_t chunk_size) {
  std::vector<std::uint64_t> sizes;
  for (const auto size : data_sizes) sizes.push_back(rounded_down(size, chunk_size));
  return sizes;
}

std::uint64_t sum_of(const std::vector<std::uint64_t>& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0},
                         [](std::uint64_t sum, std::uint64_t size) {
                           return checked_add(sum, size, "size of the MD array");
                         });
}

Members cut_to_whole_chunks(Members members, std::uint64_t chunk_size) {
  for (auto& member : members)
    if (member)
      member =
          std::make_shared<io::SliceSource>(member, 0, rounded_down(member->size(), chunk_size));
  return members;
}

class Linear final : public Arrangement {
 public:
  explicit Linear(const Geometry& geometry) : chunk_size_(geometry.chunk_size) {}
  std::uint64_t size(std::uint64_t, const std::vector<std::uint64_t>& data_sizes) const override {
    return sum_of(whole_chunks(data_sizes, chunk_size_));
  }
  bool survives(const Members& members) const override {
    return present(members) == members.size();
  }
  bool needs_parity(const Members&) const override { return false; }
  io::SourcePtr make(Members members, std::uint64_t) const override {
    return std::make_shared<io::ConcatSource>(cut_to_whole_chunks(std::move(members), chunk_size_));
  }

 private:
  std::uint64_t chunk_size_;
};

class Striped final : public Arrangement {
 public:
  explicit Striped(const Geometry& geometry) : geometry_(geometry) {
    if (geometry.chunk_size == 0)
      fail(ErrorKind::unsupported, "the MD array is raid0 without a chunk size");
    if (geometry.has_layout && geometry.layout != kLayoutOriginal &&
        geometry.layout != kLayoutAlternate)
      fail(ErrorKind::unsupported, "the MD array is raid0 with the unknown layout {}",
           geometry.layout);
  }
  std::uint64_t size(std::uint64_t, const std::vector<std::uint64_t>& data_sizes) const override {
    const auto sizes = whole_chunks(data_sizes, geometry_.chunk_size);
    const bool equal =
        std::adjacent_find(sizes.begin(), sizes.end(), std::not_equal_to<>()) == sizes.end();
    // The kernel refuses to guess as well.
    if (!equal && !geometry_.has_layout)
      fail(ErrorKind::unsupported,
           "the members differ in size, and nothing tells which of the two layouts of raid0 is "
           "used");
    return sum_of(sizes);
  }
  bool survives(const Members& members) const override {
    return present(members) == members.size();
  }
  bool needs_parity(const Members&) const override { return false; }
  io::SourcePtr make(Members members, std::uint64_t size) const override {
    const auto layout = geometry_.layout == kLayoutOriginal ? raid::StripedLayout::original
                                                            : raid::StripedLayout::alternate;
    return raid::make_striped(cut_to_whole_chunks(std::move(members), geometry_.chunk_size),
                              {geometry_.chunk_size, layout}, size);
  }

 private:
  Geometry geometry_;
};

class Mirror final : public Arrangement {
 public:
  std::uint64_t size(std::uint64_t component_size,
                     const std::vector<std::uint64_t>&) const override {
    return component_size;
  }
  bool survives(const Members& members) const override { return present(members) != 0; }
  bool needs_parity(const Members&) const override { return false; }
  io::SourcePtr make(Members members, std::uint64_t size) const override {
    return raid::make_mirror(std::move(members), size);
  }
};

ParityLayout parity_layout(const Geometry& geometry) {
  constexpr std::array kCommon = {ParityLayout::left_asymmetric, ParityLayout::right_asymmetric,
                                  ParityLayout::left_symmetric,  ParityLayout::right_symmetric,
                                  ParityLayout::parity_first,    ParityLayout::parity_last};
  // raid5 knows the three of DDF as well: without Q they are the ordinary rotations.
  constexpr std::array kDdf5 = {ParityLayout::right_asymmetric, ParityLayout::left_asymmetric,
                                ParityLayout::left_symmetric};
  constexpr std::array kDdf6 = {ParityLayout::ddf_zero_restart, ParityLayout::ddf_n_restart,
                                ParityLayout::ddf_n_continue};
  constexpr std::array kFromRaid5 = {ParityLayout::left_asymmetric_6,
                                     ParityLayout::right_asymmetric_6,
                                     ParityLayout::left_symmetric_6,
                                     ParityLayout::right_symmetric_6, ParityLayout::parity_first_6};
  constexpr std::uint32_t kFirstDdf = 8;
  constexpr std::uint32_t kFirstFromRaid5 = 16;
  const auto layout = geometry.layout;
  if (geometry.level == 4) return ParityLayout::parity_last;
  if (layout < kCommon.size()) return kCommon[layout];
  if (layout >= kFirstDdf && layout - kFirstDdf < kDdf6.size())
    return (geometry.level == 6 ? kDdf6 : kDdf5)[layout - kFirstDdf];
  if (geometry.level == 6 && layout >= kFirstFromRaid5 &&
      layout - kFirstFromRaid5 < kFromRaid5.size())
    return kFromRaid5[layout - kFirstFromRaid5];
  fail(ErrorKind::unsupported, "the MD array is raid{} with the unknown layout {}", geometry.level,
       layout);
}

class Parity final : public Arrangement {
 public:
  explicit Parity(const Geometry& geometry) : members_(geometry.raid_disks) {
    geometry_.parity_members = geometry.level == 6 ? 2 : 1;
    geometry_.layout = parity_layout(geometry);
    geometry_.chunk_size = geometry.chunk_size;
    if (geometry.chunk_size == 0 || members_ <= geometry_.parity_members)
      fail(ErrorKind::unsupported, "the MD array is raid{} over {} members in chunks of {} bytes",
           geometry.level, members_, geometry.chunk_size);
  }
  std::uint64_t size(std::uint64_t component_size,
                     const std::vector<std::uint64_t>&) const override {
    return checked_multiply(rounded_down(component_size, geometry_.chunk_size),
                            members_ - geometry_.parity_members, "size of the MD array");
  }
  bool survives(const Members& members) const override {
    return raid::survives_parity(members, geometry_);
  }
  bool needs_parity(const Members& members) const override {
    const auto fixed = [&](std::size_t first) {
      return std::all_of(members.begin() + static_cast<std::ptrdiff_t>(first),
                         members.begin() + static_cast<std::ptrdiff_t>(first + members.size() -
                                                                       geometry_.parity_members),
                         [](const auto& member) { return member != nullptr; });
    };
    if (geometry_.layout == ParityLayout::parity_last) return !fixed(0);
    if (geometry_.layout == ParityLayout::parity_first) return !fixed(geometry_.parity_members);
    return present(members) < members.size();
  }
  io::SourcePtr make(Members members, std::uint64_t size) const override {
    return raid::make_parity(std::move(members), geometry_, size);
  }

 private:
  std::uint32_t members_;
  raid::ParityGeometry geometry_;
};

class Raid10 final : public Arrangement {
 public:
  explicit Raid10(const Geometry& geometry)
      : members_(geometry.raid_disks),
        geometry_(raid::raid10_geometry_of(geometry.layout, geometry.chunk_size)) {
    if (geometry_.near_copies * geometry_.far_copies > members_ || geometry.chunk_size == 0)
      fail(ErrorKind::unsupported,
           "the MD array is raid10 over {} members with the layout 0x{:x} in chunks of {} bytes",
           members_, geometry.layout, geometry.chunk_size);
  }
  std::uint64_t size(std::uint64_t component_size,
                     const std::vector<std::uint64_t>&) const override {
    const auto chunks = component_size / geometry_.chunk_size / geometry_.far_copies;
    return checked_multiply(
        checked_multiply(chunks, members_, "size of the MD array") / geometry_.near_copies,
        geometry_.chunk_size, "size of the MD array");
  }
  bool survives(const Members& members) const override {
    return raid::survives_raid10(members, geometry_);
  }
  bool needs_parity(const Members&) const override { return false; }
  io::SourcePtr make(Members members, std::uint64_t size) const override {
    return raid::make_raid10(std::move(members), geometry_, size);
  }

 private:
  std::uint32_t members_;
  raid::Raid10Geometry geometry_;
};

std::string describe_parity_layout(std::uint32_t layout) {
  constexpr std::array<std::string_view, 21> kNames = {"left-asymmetric",
                                                       "right-asymmetric",
                                                       "left-symmetric",
                                                       "right-symmetric",
                                                       "parity-first",
                                                       "parity-last",
                                                       "",
                                                       "",
                                                       "ddf-zero-restart",
                                                       "ddf-N-restart",
                                                       "ddf-N-continue",
                                                       "",
                                                       "",
                                                       "",
                                                       "",
                                                       "",
                                                       "left-asymmetric-6",
                                                       "right-asymmetric-6",
                                                       "left-symmetric-6",
                                                       "right-symmetric-6",
                                                       "parity-first-6"};
  if (layout < kNames.size() && !kNames[layout].empty()) return std::string(kNames[layout]);
  return fmt::format("layout {}", layout);
}

std::string describe_raid10_layout(std::uint32_t layout) {
  const auto near = layout & 0xFF;
  const auto far = (layout >> 8) & 0xFF;
  std::string text;
  if (near != 1 || far == 1) text = fmt::format(" near={}", near);
  if (far != 1) text += fmt::format(" {}={}", ((layout >> 16) & 1) != 0 ? "offset" : "far", far);
  return text;
}

}  // namespace

std::shared_ptr<const Arrangement> arrangement_of(const Geometry& geometry) {
  switch (geometry.level) {
    case kLevelLinear:
      return std::make_shared<Linear>(geometry);
    case 0:
      return std::make_shared<Striped>(geometry);
    case 1:
      return std::make_shared<Mirror>();
    case 4:
    case 5:
    case 6:
      return std::make_shared<Parity>(geometry);
    case 10:
      return std::make_shared<Raid10>(geometry);
    default:
      fail(ErrorKind::unsupported, "MD arrays of level {} are not supported", geometry.level);
  }
}

std::string describe(const Geometry& geometry) {
  switch (geometry.level) {
    case kLevelLinear:
      return "linear";
    case 5:
    case 6:
      return fmt::format("raid{} {}", geometry.level, describe_parity_layout(geometry.layout));
    case 10:
      return "raid10" + describe_raid10_layout(geometry.layout);
    default:
      return geometry.level < 0 ? fmt::format("level {}", geometry.level)
                                : fmt::format("raid{}", geometry.level);
  }
}

}  // namespace vixmount::volume::md
