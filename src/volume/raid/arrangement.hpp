// What all arrangements share: the bounds of their numbers, and chunks as divisors.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "base/checked.hpp"
#include "volume/raid/raid.hpp"

namespace vixmount::volume::raid {

// MD's newest superblock has room for 1,920 members, LVM has at most 128 stripes.
inline constexpr std::size_t kMostMembers = 2048;
// MD keeps a chunk as a 32-bit count of sectors, the others have less.
inline constexpr std::uint64_t kLargestChunk = 1ULL << 41;
inline constexpr std::uint64_t kSmallestChunk = 512;
// With the bounds above no sum of the maps leaves 64 bits: 2^60 / 512 * 2048 < 2^63.
inline constexpr std::uint64_t kLargestArray = 1ULL << 60;

// Throw Error{unsupported} for numbers that no array has. `what` names the arrangement.
void require_counts(std::string_view what, const Members& members, std::size_t fewest,
                    std::uint64_t size);
void require_chunk(std::string_view what, std::uint64_t chunk_size);
// Each present member must have `needed` bytes.
void require_member_sizes(std::string_view what, const Members& members, std::uint64_t needed);

// The size of a chunk, in bytes: a shift where it is a power of two, as nearly all are.
class ChunkSize {
 public:
  explicit ChunkSize(std::uint64_t bytes) noexcept
      : bytes_(bytes), shift_(is_power_of_two(bytes) ? std::countr_zero(bytes) : -1) {}

  std::uint64_t bytes() const noexcept { return bytes_; }
  // The number of the chunk that `offset` lies in.
  std::uint64_t index(std::uint64_t offset) const noexcept {
    return shift_ >= 0 ? offset >> shift_ : offset / bytes_;
  }
  std::uint64_t within(std::uint64_t offset) const noexcept {
    return shift_ >= 0 ? offset & (bytes_ - 1) : offset % bytes_;
  }

 private:
  std::uint64_t bytes_;
  int shift_;
};

}  // namespace vixmount::volume::raid
