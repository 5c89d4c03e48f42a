// Data of missing members is computed from the others: the sum of a stripe's data is P, the sum of
// its data times powers of the generator is Q (galois_field.hpp), which are as many equations as
// members may be missing.
#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "codec/galois_field.hpp"
#include "volume/raid/nesting.hpp"
#include "volume/raid/parity_map.hpp"

namespace vixmount::volume::raid {
namespace {

using codec::add;
using codec::add_product;
using codec::inverse;
using codec::power_of_two;
using codec::scale;

// So much is computed at a time: with the buffers below it stays in a processor's second cache.
constexpr std::size_t kPiece = 64UL << 10;

class ParitySource final : public io::ByteSource {
 public:
  ParitySource(Members members, const ParityMap& map, std::uint64_t size)
      : members_(std::move(members)), map_(map), size_(size) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  using Place = ParityMap::Place;
  using Stripe = ParityMap::Stripe;
  // What `missing` is computed from.
  struct Equations {
    unsigned other = ParityMap::kNone;  // a second member whose data is missing
    bool use_parity = false;
    bool use_syndrome = false;
  };

  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    const auto place = map_.find(offset);
    length = std::min(length, place.length);
    if (const auto& member = members_[place.member]) return member->map(place.position, length);
    return io::Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t offset, std::span<std::byte> out) const override;
  void compute(std::uint64_t offset, std::span<std::byte> out) const;
  Equations equations(const Stripe& stripe, unsigned missing, std::uint64_t offset) const;
  void solve(const Stripe& stripe, const Place& place, const Equations& equations,
             std::span<std::byte> out) const;
  void solve_both(const Stripe& stripe, const Place& place, unsigned other,
                  std::span<std::byte> out) const;

  // Calls visit(member, bytes) for the present data of a stripe other than that of place.member.
  template <typename Visit>
  void for_each_data(const Stripe& stripe, const Place& place, std::size_t size,
                     Visit visit) const {
    std::vector<std::byte> bytes(size);
    for (unsigned i = 0; i < map_.members(); ++i) {
      if (!members_[i] || i == stripe.parity || i == stripe.syndrome || i == place.member) continue;
      members_[i]->read(place.position, bytes);
      visit(i, std::span<const std::byte>(bytes));
    }
  }
  std::uint8_t factor(const Stripe& stripe, unsigned member) const noexcept {
    return power_of_two(map_.exponent(stripe, member));
  }

  Members members_;
  ParityMap map_;
  std::uint64_t size_;
};

void ParitySource::do_read_opaque(std::uint64_t offset, std::span<std::byte> out) const {
  const auto begin = offset / kPiece;
  const auto end = divide_rounding_up(offset + out.size(), kPiece);
  const auto outer = Nesting::depth();
  parallel_for(static_cast<std::size_t>(end - begin), [&](std::size_t index) {
    const Nesting nesting(outer);
    const auto from = std::max(offset, (begin + index) * kPiece);
    const auto to = std::min(offset + out.size(), (begin + index + 1) * kPiece);
    compute(from, out.subspan(static_cast<std::size_t>(from - offset),
                              static_cast<std::size_t>(to - from)));
  });
}

// Neighbouring opaque extents are read as one, so that a range may have several chunks; where a
// stripe's data is present, it is read.
void ParitySource::compute(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const auto place = map_.find(offset);
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(place.length, out.size()));
    if (const auto& member = members_[place.member]) {
      member->read(place.position, out.first(count));
    } else {
      const auto stripe = map_.stripe(place.stripe);
      const auto how = equations(stripe, place.member, offset);
      if (how.other != ParityMap::kNone)
        solve_both(stripe, place, how.other, out.first(count));
      else
        solve(stripe, place, how, out.first(count));
    }
    offset += count;
    out = out.subspan(count);
  }
}

ParitySource::Equations ParitySource::equations(const Stripe& stripe, unsigned missing,
                                                std::uint64_t offset) const {
  Equations result;
  result.use_parity = members_[stripe.parity] != nullptr;
  result.use_syndrome = stripe.syndrome != ParityMap::kNone && members_[stripe.syndrome];
  unsigned unknown = 0;
  for (unsigned i = 0; i < map_.members(); ++i) {
    if (members_[i] || i == stripe.parity || i == stripe.syndrome) continue;
    ++unknown;
    if (i != missing) result.other = i;
  }
  const unsigned known = (result.use_parity ? 1U : 0U) + (result.use_syndrome ? 1U : 0U);
  if (unknown > known)
    fail_at(offset,
            "too many members are missing: stripe {} lacks the data of {} and has {} of "
            "its parity",
            map_.find(offset).stripe, unknown, known);
  if (result.use_parity && unknown == 1) result.use_syndrome = false;  // adding is enough
  return result;
}

// One equation.
void ParitySource::solve(const Stripe& stripe, const Place& place, const Equations& how,
                         std::span<std::byte> out) const {
  if (how.use_parity) {
    members_[stripe.parity]->read(place.position, out);
    for_each_data(stripe, place, out.size(),
                  [&](unsigned, std::span<const std::byte> data) { add(out, data); });
    return;
  }
  members_[stripe.syndrome]->read(place.position, out);
  for_each_data(stripe, place, out.size(), [&](unsigned member, std::span<const std::byte> data) {
    add_product(out, data, factor(stripe, member));
  });
  scale(out, inverse(factor(stripe, place.member)));
}

// Two equations for the data x of place.member and y of `other`, with their factors a and b:
// x + y = p and a x + b y = q, thus x = (q + b p) / (a + b).
void ParitySource::solve_both(const Stripe& stripe, const Place& place, unsigned other,
                              std::span<std::byte> out) const {
  std::vector<std::byte> parity(out.size());
  members_[stripe.parity]->read(place.position, parity);
  members_[stripe.syndrome]->read(place.position, out);
  for_each_data(stripe, place, out.size(), [&](unsigned member, std::span<const std::byte> data) {
    add(parity, data);
    add_product(out, data, factor(stripe, member));
  });
  const auto a = factor(stripe, place.member);
  const auto b = factor(stripe, other);
  add_product(out, parity, b);
  scale(out, inverse(a ^ b));
}

}  // namespace

io::SourcePtr make_parity(Members members, const ParityGeometry& geometry, std::uint64_t size) {
  constexpr std::string_view kWhat = "an array with parity";
  require_counts(kWhat, members, 2, size);
  const ParityMap map(geometry, members.size());
  require_member_sizes(kWhat, members, map.needed_bytes(size));
  return std::make_shared<ParitySource>(std::move(members), map, size);
}

bool survives_parity(const Members& members, const ParityGeometry& geometry) noexcept {
  const auto missing = std::count(members.begin(), members.end(), nullptr);
  return missing <= static_cast<std::ptrdiff_t>(geometry.parity_members);
}

}  // namespace vixmount::volume::raid
