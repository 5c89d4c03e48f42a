#include <algorithm>

#include "base/error.hpp"
#include "volume/raid/striped_map.hpp"

namespace vixmount::volume::raid {
namespace {

constexpr std::string_view kWhat = "a striped array";

class StripedSource final : public io::ByteSource {
 public:
  StripedSource(Members members, StripedMap map, std::uint64_t size)
      : members_(std::move(members)), map_(std::move(map)), size_(size) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    const auto place = map_.find(offset);
    length = std::min(length, place.length);
    if (const auto& member = members_[place.member]) return member->map(place.position, length);
    return io::Extent::through(*this, offset, length);
  }
  // Only what lies on a missing member is opaque.
  void do_read_opaque(std::uint64_t offset, std::span<std::byte>) const override {
    fail_at(offset, "member {} of the striped array is missing", map_.find(offset).member);
  }

  Members members_;
  StripedMap map_;
  std::uint64_t size_;
};

// The sizes of the members. Missing ones get what the present ones leave of the array, in equal
// parts: the zones of the present ones follow from that.
std::vector<std::uint64_t> sizes_of(const Members& members, std::uint64_t chunk,
                                    std::uint64_t size) {
  std::vector<std::uint64_t> sizes;
  std::uint64_t present = 0;
  std::uint64_t missing = 0;
  for (const auto& member : members) {
    sizes.push_back(member ? member->size() : 0);
    present = checked_add(present, sizes.back() - sizes.back() % chunk, "size of a striped array");
    if (!member) ++missing;
  }
  if (missing == 0) return sizes;
  const auto left = size > present ? divide_rounding_up(size - present, missing) : 0;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    if (!members[i]) sizes[i] = divide_rounding_up(left, chunk) * chunk;
  return sizes;
}

}  // namespace

io::SourcePtr make_striped(Members members, const StripedGeometry& geometry, std::uint64_t size) {
  require_counts(kWhat, members, 1, size);
  require_chunk(kWhat, geometry.chunk_size);
  StripedMap map(geometry, sizes_of(members, geometry.chunk_size, size));
  if (map.capacity() < size)
    fail(ErrorKind::unsupported, "the members of {} hold {} bytes, {} are needed", kWhat,
         map.capacity(), size);
  return std::make_shared<StripedSource>(std::move(members), std::move(map), size);
}

}  // namespace vixmount::volume::raid
