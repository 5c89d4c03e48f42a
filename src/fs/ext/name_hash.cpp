#include "fs/ext/name_hash.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace vixmount::fs::ext {
namespace {

constexpr std::uint32_t kUnsignedHashFlag = 0x2;
constexpr std::uint32_t kEndOfHashes = 0x7FFFFFFF;  // reserved as end mark in Linux' positions
constexpr std::size_t kMd4Words = 8;
constexpr std::size_t kTeaWords = 4;

// A byte of a name as the hash sees it: sign-extended in the older, platform-made variants.
std::uint32_t widen(char byte, bool is_signed) noexcept {
  return is_signed
             ? static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<signed char>(byte)))
             : static_cast<unsigned char>(byte);
}

std::uint32_t legacy_hash(std::string_view name, bool is_signed) noexcept {
  std::uint32_t newest = 0x12A3FE2D;
  std::uint32_t older = 0x37ABE8F9;
  for (const char byte : name) {
    auto value = older + (newest ^ (widen(byte, is_signed) * 7152373U));
    if ((value & 0x80000000U) != 0) value -= 0x7FFFFFFFU;
    older = newest;
    newest = value;
  }
  return newest << 1;
}

// The next `Words` words of input: four bytes each, the first one highest; filled up with the
// number of bytes left, four times over.
template <std::size_t Words>
std::array<std::uint32_t, Words> input_words(std::string_view rest, bool is_signed) noexcept {
  auto length = static_cast<std::uint32_t>(rest.size());
  length |= length << 8;
  const std::uint32_t padding = length | length << 16;
  std::array<std::uint32_t, Words> words;
  words.fill(padding);
  const auto count = std::min(rest.size(), Words * 4);
  for (std::size_t i = 0; i < count; ++i) {
    auto& word = words[i / 4];
    word = widen(rest[i], is_signed) + (word << 8);
  }
  return words;
}

using State = std::array<std::uint32_t, 4>;

// MD4 with eight steps a round, of the usual sixteen.
void half_md4(State& state, const std::array<std::uint32_t, kMd4Words>& in) noexcept {
  constexpr std::uint32_t kRound2 = 0x5A827999;
  constexpr std::uint32_t kRound3 = 0x6ED9EBA1;
  constexpr std::size_t kOrder2[] = {1, 3, 5, 7, 0, 2, 4, 6};
  constexpr std::size_t kOrder3[] = {3, 7, 2, 6, 1, 5, 0, 4};
  constexpr int kShift1[] = {3, 7, 11, 19};
  constexpr int kShift2[] = {3, 5, 9, 13};
  constexpr int kShift3[] = {3, 9, 11, 15};
  auto work = state;
  // The roles a, b, c, d move by one place backwards with each step.
  const auto step = [&work](std::size_t i, auto mix, std::uint32_t addend, int shift) {
    auto& a = work[(4 - i % 4) % 4];
    const auto b = work[(5 - i % 4) % 4];
    const auto c = work[(6 - i % 4) % 4];
    const auto d = work[(7 - i % 4) % 4];
    a = std::rotl(a + mix(b, c, d) + addend, shift);
  };
  const auto choose = [](auto x, auto y, auto z) { return z ^ (x & (y ^ z)); };
  const auto majority = [](auto x, auto y, auto z) { return (x & y) + ((x ^ y) & z); };
  const auto parity = [](auto x, auto y, auto z) { return x ^ y ^ z; };
  for (std::size_t i = 0; i < kMd4Words; ++i) step(i, choose, in[i], kShift1[i % 4]);
  for (std::size_t i = 0; i < kMd4Words; ++i)
    step(i, majority, in[kOrder2[i]] + kRound2, kShift2[i % 4]);
  for (std::size_t i = 0; i < kMd4Words; ++i)
    step(i, parity, in[kOrder3[i]] + kRound3, kShift3[i % 4]);
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += work[i];
}

void tea(State& state, const std::array<std::uint32_t, kTeaWords>& in) noexcept {
  constexpr std::uint32_t kDelta = 0x9E3779B9;
  auto left = state[0];
  auto right = state[1];
  std::uint32_t sum = 0;
  for (int round = 0; round < 16; ++round) {
    sum += kDelta;
    left += ((right << 4) + in[0]) ^ (right + sum) ^ ((right >> 5) + in[1]);
    right += ((left << 4) + in[2]) ^ (left + sum) ^ ((left >> 5) + in[3]);
  }
  state[0] += left;
  state[1] += right;
}

State initial_state(const HashSeed& seed) noexcept {
  if (std::any_of(seed.begin(), seed.end(), [](auto word) { return word != 0; })) return seed;
  return {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
}

template <std::size_t Words, typename Transform>
State digest(std::string_view name, bool is_signed, const HashSeed& seed,
             Transform transform) noexcept {
  auto state = initial_state(seed);
  while (!name.empty()) {
    transform(state, input_words<Words>(name, is_signed));
    name.remove_prefix(std::min(name.size(), Words * 4));
  }
  return state;
}

}  // namespace

std::uint8_t effective_hash_version(const Superblock& superblock, std::uint8_t stored) noexcept {
  const bool is_unsigned = (superblock.raw.flags & kUnsignedHashFlag) != 0;
  return is_unsigned && stored <= 2 ? static_cast<std::uint8_t>(stored + 3) : stored;
}

HashSeed hash_seed(const Superblock& superblock) noexcept {
  const auto& raw = superblock.raw.hash_seed;
  return {raw[0], raw[1], raw[2], raw[3]};
}

std::optional<NameHash> hash_name(std::string_view name, std::uint8_t version,
                                  const HashSeed& seed) noexcept {
  NameHash hash;
  bool is_signed = false;
  switch (static_cast<HashVersion>(version)) {
    case HashVersion::legacy:
      is_signed = true;
      [[fallthrough]];
    case HashVersion::legacy_unsigned:
      hash.major = legacy_hash(name, is_signed);
      break;
    case HashVersion::half_md4:
      is_signed = true;
      [[fallthrough]];
    case HashVersion::half_md4_unsigned: {
      const auto state = digest<kMd4Words>(name, is_signed, seed, half_md4);
      hash = {state[1], state[2]};
      break;
    }
    case HashVersion::tea:
      is_signed = true;
      [[fallthrough]];
    case HashVersion::tea_unsigned: {
      const auto state = digest<kTeaWords>(name, is_signed, seed, tea);
      hash = {state[0], state[1]};
      break;
    }
    default:
      return std::nullopt;
  }
  hash.major &= ~1U;
  if (hash.major == kEndOfHashes << 1) hash.major = (kEndOfHashes - 1) << 1;
  return hash;
}

}  // namespace vixmount::fs::ext
