#include "base/xxhash64.hpp"

#include <array>
#include <bit>
#include <cstring>

#include "base/endian.hpp"

namespace vixmount {
namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4F;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5;
constexpr std::size_t kStripe = 32;  // four lanes of eight bytes

template <typename Field>
auto load(const std::byte* from) noexcept {
  Field field;
  std::memcpy(&field, from, sizeof(field));
  return field.value();
}

constexpr std::uint64_t round(std::uint64_t lane, std::uint64_t input) noexcept {
  return std::rotl(lane + input * kPrime2, 31) * kPrime1;
}

constexpr std::uint64_t merge(std::uint64_t sum, std::uint64_t lane) noexcept {
  return (sum ^ round(0, lane)) * kPrime1 + kPrime4;
}

// Whole stripes off the front of `bytes`.
std::uint64_t sum_stripes(std::span<const std::byte>& bytes, std::uint64_t seed) noexcept {
  std::uint64_t a = seed + kPrime1 + kPrime2, b = seed + kPrime2, c = seed, d = seed - kPrime1;
  const std::byte* at = bytes.data();
  const std::byte* const end = at + bytes.size() / kStripe * kStripe;
  for (; at != end; at += kStripe) {
    a = round(a, load<le64>(at));
    b = round(b, load<le64>(at + 8));
    c = round(c, load<le64>(at + 16));
    d = round(d, load<le64>(at + 24));
  }
  bytes = bytes.subspan(bytes.size() / kStripe * kStripe);
  const auto sum = std::rotl(a, 1) + std::rotl(b, 7) + std::rotl(c, 12) + std::rotl(d, 18);
  return merge(merge(merge(merge(sum, a), b), c), d);
}

}  // namespace

std::uint64_t xxhash64(std::span<const std::byte> bytes, std::uint64_t seed) noexcept {
  const std::uint64_t size = bytes.size();
  auto sum = (size >= kStripe ? sum_stripes(bytes, seed) : seed + kPrime5) + size;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8))
    sum = std::rotl(sum ^ round(0, load<le64>(bytes.data())), 27) * kPrime1 + kPrime4;
  for (; bytes.size() >= 4; bytes = bytes.subspan(4))
    sum = std::rotl(sum ^ load<le32>(bytes.data()) * kPrime1, 23) * kPrime2 + kPrime3;
  for (const auto byte : bytes)
    sum = std::rotl(sum ^ std::to_integer<std::uint64_t>(byte) * kPrime5, 11) * kPrime1;
  sum = (sum ^ sum >> 33) * kPrime2;
  sum = (sum ^ sum >> 29) * kPrime3;
  return sum ^ sum >> 32;
}

}  // namespace vixmount
