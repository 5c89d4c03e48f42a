#include "fs/btrfs/chunk.hpp"

#include <array>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint64_t kDataType = 1;
// Of a Galois field's exponents for the second parity.
constexpr std::size_t kMostParityStripes = 255;
constexpr unsigned kRaid10Copies = 2;

struct ProfileRule {
  std::uint64_t bit;
  Profile profile;
  std::size_t least_stripes;
  std::size_t most_stripes;
};
constexpr std::size_t kAny = SIZE_MAX;
constexpr std::array kRules = {
    ProfileRule{0, Profile::single, 1, 1},
    ProfileRule{1 << 3, Profile::raid0, 1, kAny},
    ProfileRule{1 << 4, Profile::mirrored, 2, 2},  // raid1
    ProfileRule{1 << 5, Profile::mirrored, 2, 2},  // dup
    ProfileRule{1 << 6, Profile::raid10, 2, kAny},
    ProfileRule{1 << 7, Profile::raid5, 2, kMostParityStripes},
    ProfileRule{1 << 8, Profile::raid6, 3, kMostParityStripes},
    ProfileRule{1 << 9, Profile::mirrored, 3, 3},   // raid1c3
    ProfileRule{1 << 10, Profile::mirrored, 4, 4},  // raid1c4
};
constexpr std::uint64_t kKindBits = 7;  // data, system, metadata

const ProfileRule& rule_of(std::uint64_t type, std::uint64_t origin) {
  for (const auto& rule : kRules)
    if ((type & ~kKindBits) == rule.bit) return rule;
  fail(ErrorKind::unsupported, "chunk of the unknown type {:#x} (at byte {})", type, origin);
}

void check(const Chunk& chunk, const layout::Chunk& raw, const ProfileRule& rule,
           std::uint32_t sector_size, std::uint64_t origin) {
  if (chunk.length == 0 || chunk.length % sector_size != 0 || chunk.logical % sector_size != 0)
    fail_at(origin, "chunk of {} bytes at the logical address {}", chunk.length, chunk.logical);
  checked_add(chunk.logical, chunk.length, "end of a chunk");
  if (raw.stripe_length != kStripeLength)
    fail_at(origin, "chunk with stripes of {} bytes", raw.stripe_length.value());
  const std::size_t count = raw.stripe_count;
  const bool whole_groups = rule.profile != Profile::raid10 ||
                            (raw.sub_stripe_count == kRaid10Copies && count % kRaid10Copies == 0);
  if (count < rule.least_stripes || count > rule.most_stripes || !whole_groups)
    fail_at(origin, "chunk of type {:#x} with {} stripes", raw.type.value(), count);
}

}  // namespace

std::size_t Chunk::data_stripes() const noexcept {
  switch (profile) {
    case Profile::raid0:
      return stripes.size();
    case Profile::raid10:
      return stripes.size() / kRaid10Copies;
    case Profile::raid5:
      return stripes.size() - 1;
    case Profile::raid6:
      return stripes.size() - 2;
    case Profile::single:
    case Profile::mirrored:
      break;
  }
  return 1;
}

unsigned Chunk::copies() const noexcept {
  switch (profile) {
    case Profile::mirrored:
      return static_cast<unsigned>(stripes.size());
    case Profile::raid10:
      return kRaid10Copies;
    case Profile::raid5:
      return 2;
    case Profile::raid6:
      // As they are, by one parity, and by both with each other stripe taken as wrong too.
      return static_cast<unsigned>(stripes.size()) + 1;
    case Profile::single:
    case Profile::raid0:
      break;
  }
  return 1;
}

Chunk parse_chunk(const Key& key, BytesView item, const Superblock& superblock) {
  const auto raw = item.get<layout::Chunk>(0);
  const auto& rule = rule_of(raw.type, item.origin());
  Chunk chunk;
  chunk.logical = key.offset;
  chunk.length = raw.length;
  chunk.holds_data = (raw.type & kDataType) != 0;
  chunk.profile = rule.profile;
  check(chunk, raw, rule, superblock.sector_size, item.origin());
  for (std::size_t i = 0; i < raw.stripe_count; ++i) {
    const auto stripe =
        item.get<layout::Stripe>(sizeof(layout::Chunk) + i * sizeof(layout::Stripe));
    chunk.stripes.push_back({stripe.device_id,
                             Guid::from_uuid_bytes(std::span(stripe.device_uuid)), stripe.offset});
  }
  return chunk;
}

std::vector<Chunk> system_chunks(const Superblock& superblock) {
  constexpr auto kField = offsetof(layout::Superblock, system_chunks);
  const BytesView all(std::span(superblock.raw.system_chunks)
                          .first(superblock.raw.system_chunk_bytes.value()),
                      superblock.byte_offset + kField);
  std::vector<Chunk> chunks;
  for (std::size_t at = 0; at < all.size();) {
    const auto key = Key::from(all.get<layout::Key>(at));
    at += sizeof(layout::Key);
    if (key.type != ItemType::chunk_item)
      fail_at(all.origin() + at, "system chunk with a key of type {}",
              static_cast<unsigned>(key.type));
    chunks.push_back(parse_chunk(key, all.from(at), superblock));
    at += sizeof(layout::Chunk) + chunks.back().stripes.size() * sizeof(layout::Stripe);
  }
  if (chunks.empty()) fail_at(all.origin(), "superblock without system chunks");
  return chunks;
}

}  // namespace vixmount::fs::btrfs
