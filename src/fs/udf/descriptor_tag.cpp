#include "fs/udf/descriptor_tag.hpp"

#include <array>
#include <optional>
#include <string>

namespace vixmount::fs::udf {
namespace {

constexpr std::uint16_t kPolynomial = 0x1021;

constexpr std::array<std::uint16_t, 256> make_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned value = byte << 8;
    for (unsigned bit = 0; bit < 8; ++bit)
      value = (value & 0x8000) != 0 ? value << 1 ^ kPolynomial : value << 1;
    table[byte] = static_cast<std::uint16_t>(value);
  }
  return table;
}
constexpr auto kTable = make_table();

bool is_known_version(std::uint16_t version) noexcept { return version == 2 || version == 3; }

// What is wrong with the tag, or nothing.
std::optional<std::string> fault_of(BytesView descriptor, const layout::Tag& tag) {
  if (tag_checksum(descriptor) != tag.checksum) return "the tag of a descriptor has a wrong sum";
  if (!is_known_version(tag.version))
    return fmt::format("a descriptor of version {}", tag.version.value());
  if (tag.crc_length > descriptor.size() - sizeof(tag)) return std::nullopt;
  const auto covered = descriptor.sub(sizeof(tag), tag.crc_length).span();
  if (crc_itu_t(covered) != tag.crc)
    return fmt::format("the CRC of descriptor {} is wrong", tag.identifier.value());
  return std::nullopt;
}

}  // namespace

std::uint16_t crc_itu_t(std::span<const std::byte> bytes) noexcept {
  unsigned crc = 0;
  for (const auto byte : bytes)
    crc = (crc << 8 & 0xFFFF) ^ kTable[(crc >> 8) ^ std::to_integer<unsigned>(byte)];
  return static_cast<std::uint16_t>(crc);
}

std::uint8_t tag_checksum(BytesView tag) {
  constexpr std::size_t kPlaceOfChecksum = 4;
  unsigned sum = 0;
  for (std::size_t i = 0; i < sizeof(layout::Tag); ++i)
    if (i != kPlaceOfChecksum) sum += tag.u8(i);
  return static_cast<std::uint8_t>(sum);
}

layout::Tag check_tag(BytesView descriptor) {
  const auto tag = descriptor.get<layout::Tag>(0);
  if (const auto fault = fault_of(descriptor, tag)) fail_at(descriptor.origin(), "{}", *fault);
  return tag;
}

bool has_sound_tag(BytesView descriptor) noexcept {
  return descriptor.size() >= sizeof(layout::Tag) &&
         !fault_of(descriptor, descriptor.get<layout::Tag>(0));
}

layout::Tag check_tag_at(BytesView descriptor, std::uint32_t location) {
  const auto tag = check_tag(descriptor);
  if (tag.location != location)
    fail_at(descriptor.origin(), "a descriptor of block {} is in block {}", tag.location.value(),
            location);
  return tag;
}

void require_tag(BytesView descriptor, std::uint16_t identifier, std::uint32_t location,
                 std::string_view what) {
  const auto tag = check_tag_at(descriptor, location);
  if (tag.identifier != identifier)
    fail_at(descriptor.origin(), "descriptor {} where {} should be", tag.identifier.value(), what);
}

}  // namespace vixmount::fs::udf
