#include "base/crc32c.hpp"

#include <array>
#include <cstring>

#include "base/endian.hpp"
#include "base/processor.hpp"

#ifdef VIXMOUNT_X86_FEATURES
#include <nmmintrin.h>
#endif

namespace vixmount {
namespace {

// What one byte becomes after eight shifts of the reflected polynomial.
constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78 : value >> 1;
    table[byte] = value;
  }
  return table;
}
constexpr auto kTable = make_table();

std::uint32_t by_table(std::uint32_t start, std::span<const std::byte> bytes) noexcept {
  std::uint32_t value = start;
  for (const auto byte : bytes)
    value = (value >> 8) ^ kTable[(value ^ std::to_integer<std::uint32_t>(byte)) & 0xFF];
  return value;
}

#ifdef VIXMOUNT_X86_FEATURES
// What a sum becomes when so many zeros follow: linear, so a table for each of its bytes.
using ShiftTable = std::array<std::array<std::uint32_t, 256>, 4>;

constexpr std::uint32_t behind_zeros(std::uint32_t sum, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sum = (sum >> 8) ^ kTable[sum & 0xFF];
  return sum;
}

constexpr ShiftTable make_shift_table(std::size_t zeros) {
  ShiftTable table{};
  for (std::size_t place = 0; place < table.size(); ++place) {
    for (unsigned bit = 0; bit < 8; ++bit)
      table[place][1U << bit] = behind_zeros(1U << (8 * place + bit), zeros);
    for (std::uint32_t byte = 1; byte < 256; ++byte)
      table[place][byte] = table[place][byte & (byte - 1)] ^ table[place][byte & (~byte + 1)];
  }
  return table;
}

template <std::size_t Bytes>
std::uint64_t shift(std::uint64_t sum) noexcept {
  static constexpr ShiftTable kShift = make_shift_table(Bytes);
  return kShift[0][sum & 0xFF] ^ kShift[1][sum >> 8 & 0xFF] ^ kShift[2][sum >> 16 & 0xFF] ^
         kShift[3][sum >> 24 & 0xFF];
}

inline std::uint64_t load(const std::byte* from) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// As many blocks of three lanes as `bytes` has at its front. The instruction takes three cycles,
// and a new one can begin in each: three sums that do not wait for each other take no longer than
// one.
template <std::size_t Lane>
__attribute__((target("sse4.2"))) std::uint64_t sum_lanes(
    std::uint64_t sum, std::span<const std::byte>& bytes) noexcept {
  static_assert(Lane % sizeof(sum) == 0);
  for (; bytes.size() >= 3 * Lane; bytes = bytes.subspan(3 * Lane)) {
    std::uint64_t second = 0, third = 0;
    const std::byte* at = bytes.data();
    for (const std::byte* const end = at + Lane; at != end; at += sizeof(sum)) {
      sum = _mm_crc32_u64(sum, load(at));
      second = _mm_crc32_u64(second, load(at + Lane));
      third = _mm_crc32_u64(third, load(at + 2 * Lane));
    }
    sum = shift<Lane>(shift<Lane>(sum) ^ second) ^ third;
  }
  return sum;
}

// Of a sector of 4 KiB all but 16 bytes, of an inode of 512 all but 8.
constexpr std::size_t kLongLane = 1360;
constexpr std::size_t kShortLane = 168;

__attribute__((target("sse4.2"))) std::uint32_t by_processor(
    std::uint32_t start, std::span<const std::byte> bytes) noexcept {
  std::uint64_t sum = sum_lanes<kLongLane>(start, bytes);
  sum = sum_lanes<kShortLane>(sum, bytes);
  for (; bytes.size() >= sizeof(sum); bytes = bytes.subspan(sizeof(sum)))
    sum = _mm_crc32_u64(sum, load(bytes.data()));
  auto rest = static_cast<std::uint32_t>(sum);
  for (const auto byte : bytes) rest = _mm_crc32_u8(rest, std::to_integer<unsigned char>(byte));
  return rest;
}
#endif

}  // namespace

std::uint32_t crc32c(std::uint32_t start, std::span<const std::byte> bytes) noexcept {
#ifdef VIXMOUNT_X86_FEATURES
  static const bool kProcessorHasIt = processor_has_crc32();
  if (kProcessorHasIt) return by_processor(start, bytes);
#endif
  return by_table(start, bytes);
}

std::uint32_t crc32c(std::uint32_t start, std::uint32_t number) noexcept {
  const le32 stored = number;
  return crc32c(start, std::as_bytes(std::span(&stored, 1)));
}

}  // namespace vixmount
