#include <algorithm>

#include "base/error.hpp"
#include "volume/raid/copies.hpp"
#include "volume/raid/raid10_map.hpp"

namespace vixmount::volume::raid {
namespace {

constexpr std::string_view kWhat = "raid10";

class Raid10Source final : public io::ByteSource {
 public:
  Raid10Source(Members members, const Raid10Map& map, std::uint64_t size)
      : members_(std::move(members)), map_(map), size_(size) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  Copy copy_at(std::uint64_t offset, unsigned copy) const noexcept {
    const auto place = map_.find(offset, copy);
    return {members_[place.member].get(), place.position};
  }
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return map_first_copy(
        map_.copies(), [&](unsigned copy) { return copy_at(offset, copy); }, *this, offset,
        std::min(length, map_.rest_of_chunk(offset)));
  }
  // Neighbouring opaque extents are read as one, so that a range may have several chunks.
  void do_read_opaque(std::uint64_t offset, std::span<std::byte> out) const override {
    while (!out.empty()) {
      const auto count =
          static_cast<std::size_t>(std::min<std::uint64_t>(map_.rest_of_chunk(offset), out.size()));
      read_copies(
          map_.copies(),
          [&](unsigned copy, std::uint64_t skip) { return copy_at(offset + skip, copy); }, offset,
          out.first(count));
      offset += count;
      out = out.subspan(count);
    }
  }

  Members members_;
  Raid10Map map_;
  std::uint64_t size_;
};

}  // namespace

Raid10Geometry raid10_geometry_of(std::uint32_t layout, std::uint64_t chunk_size) {
  Raid10Geometry geometry;
  geometry.near_copies = layout & 0xFF;
  geometry.far_copies = (layout >> 8) & 0xFF;
  geometry.far_is_offset = ((layout >> 16) & 1) != 0;
  geometry.use_far_sets = (layout >> 17) == 2;
  geometry.chunk_size = chunk_size;
  if (geometry.near_copies == 0 || geometry.far_copies == 0 ||
      ((layout >> 17) != 0 && !geometry.use_far_sets))
    fail(ErrorKind::unsupported, "raid10 with the unknown layout 0x{:x}", layout);
  return geometry;
}

io::SourcePtr make_raid10(Members members, const Raid10Geometry& geometry, std::uint64_t size) {
  require_counts(kWhat, members, 2, size);
  const Raid10Map map(geometry, members.size(), size);
  require_member_sizes(kWhat, members, map.needed_bytes());
  return std::make_shared<Raid10Source>(std::move(members), map, size);
}

bool survives_raid10(const Members& members, const Raid10Geometry& geometry) noexcept {
  try {
    // Where the copies stand repeats after as many chunks as there are members.
    const Raid10Map map(geometry, members.size(), 0);
    for (std::uint64_t chunk = 0; chunk < members.size(); ++chunk) {
      bool present = false;
      for (unsigned copy = 0; copy < map.copies() && !present; ++copy)
        present = members[map.find(chunk * geometry.chunk_size, copy).member] != nullptr;
      if (!present) return false;
    }
    return true;
  } catch (const Error&) {
    return false;  // no such array
  }
}

}  // namespace vixmount::volume::raid
