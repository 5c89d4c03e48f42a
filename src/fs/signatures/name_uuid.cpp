#include "fs/signatures/name_uuid.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/endian.hpp"

namespace vixmount::fs::signatures {
namespace {

// MD5, RFC 1321. Not for security: Linux derives HFS+ UUIDs with it.
constexpr std::array<std::array<int, 4>, 4> kRotations = {
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

// RFC 1321 defines its table so: the integer part of 2^32 * abs(sin(i)).
std::uint32_t table_value(unsigned step) {
  return static_cast<std::uint32_t>(4294967296.0 * std::fabs(std::sin(step + 1.0)));
}

using State = std::array<std::uint32_t, 4>;

void add_block(State& state, std::span<const std::byte> block) {
  std::array<le32, 16> words;
  std::memcpy(words.data(), block.data(), sizeof(words));
  auto [a, b, c, d] = state;
  for (unsigned i = 0; i < 64; ++i) {
    std::uint32_t mixed = 0;
    unsigned word = 0;
    switch (i / 16) {
      case 0:
        mixed = (b & c) | (~b & d), word = i;
        break;
      case 1:
        mixed = (d & b) | (~d & c), word = (5 * i + 1) % 16;
        break;
      case 2:
        mixed = b ^ c ^ d, word = (3 * i + 5) % 16;
        break;
      default:
        mixed = c ^ (b | ~d), word = (7 * i) % 16;
        break;
    }
    mixed += a + table_value(i) + words[word];
    a = d;
    d = c;
    c = b;
    b += std::rotl(mixed, kRotations[i / 16][i % 4]);
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

std::array<le32, 4> md5(std::vector<std::byte> message) {
  const le64 bits = message.size() * 8;
  message.push_back(std::byte{0x80});
  while (message.size() % 64 != 56) message.push_back(std::byte{0});
  const auto length = std::as_bytes(std::span(&bits, 1));
  message.insert(message.end(), length.begin(), length.end());
  State state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  for (std::size_t offset = 0; offset < message.size(); offset += 64)
    add_block(state, std::span(message).subspan(offset, 64));
  return {state[0], state[1], state[2], state[3]};
}

}  // namespace

Guid name_uuid(const Guid& name_space, std::span<const std::byte> name) {
  const auto space = std::as_bytes(std::span(name_space.bytes));
  std::vector<std::byte> message(space.begin(), space.end());
  message.insert(message.end(), name.begin(), name.end());
  const auto digest = md5(std::move(message));
  Guid uuid;
  std::memcpy(uuid.bytes.data(), digest.data(), uuid.bytes.size());
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x30);  // version 3
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);
  return uuid;
}

}  // namespace vixmount::fs::signatures
