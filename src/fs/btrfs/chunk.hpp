// Chunks: which logical addresses lie where on which devices.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/guid.hpp"
#include "fs/btrfs/key.hpp"
#include "fs/btrfs/superblock.hpp"

namespace vixmount::fs::btrfs {

enum class Profile : std::uint8_t { single, mirrored, raid0, raid10, raid5, raid6 };

// The only length that exists.
inline constexpr std::uint64_t kStripeLength = 65536;

struct Stripe {
  std::uint64_t device_id = 0;
  Guid device_uuid;
  std::uint64_t offset = 0;  // bytes on the device
};

// Plain value, checked by parse_chunk: stripe counts fit the profile.
struct Chunk {
  std::uint64_t logical = 0;
  std::uint64_t length = 0;  // bytes of logical addresses
  bool holds_data = false;   // else metadata alone
  Profile profile{};
  std::vector<Stripe> stripes;

  std::uint64_t end() const noexcept { return logical + length; }
  // Stripes of a row that hold data and not parity or a copy of it (raid10: counted once).
  std::size_t data_stripes() const noexcept;
  // In how many ways the same bytes can be had.
  unsigned copies() const noexcept;
};

// A CHUNK_ITEM. Error{damaged} with the byte in `item`, Error{unsupported} for unknown profiles.
Chunk parse_chunk(const Key& key, BytesView item, const Superblock& superblock);

// Those that the superblock holds: the ones of the chunk tree itself.
std::vector<Chunk> system_chunks(const Superblock& superblock);

}  // namespace vixmount::fs::btrfs
