// ISO 9660, with Joliet's label where it says more. Facts: ECMA-119, 8.4; Joliet specification.
#include <algorithm>

#include <fmt/format.h>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint64_t kFirstDescriptor = 32768;
constexpr std::size_t kDescriptorSize = 2048;
constexpr unsigned kMostDescriptors = 16;
constexpr std::uint8_t kPrimary = 1;
constexpr std::uint8_t kSupplementary = 2;
constexpr std::uint8_t kTerminator = 255;
constexpr std::size_t kCreationTime = 813;
constexpr std::size_t kModificationTime = 830;
constexpr std::size_t kJolietCharacters = 16;

bool is_joliet(BytesView descriptor) {
  const auto escape = descriptor.text(88, 3);
  return escape == "%/@" || escape == "%/C" || escape == "%/E";
}

// "2009-09-22-12-52-23-00" from 16 digits; empty when the field is not set.
std::string time_text(BytesView descriptor, std::size_t offset) {
  const auto digits = descriptor.text(offset, 16);
  const bool valid =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
      digits.find_first_not_of('0') != std::string_view::npos;
  if (!valid) return {};
  return fmt::format("{}-{}-{}-{}-{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2),
                     digits.substr(6, 2), digits.substr(8, 2), digits.substr(10, 2),
                     digits.substr(12, 2), digits.substr(14, 2));
}

std::string joliet_label(const VolumeBytes& volume) {
  for (unsigned i = 1; i < kMostDescriptors; ++i) {
    const auto descriptor = volume.view(kFirstDescriptor + i * kDescriptorSize, kDescriptorSize);
    if (!descriptor || descriptor->text(1, 5) != "CD001" || descriptor->u8(0) == kTerminator) break;
    if (descriptor->u8(0) == kSupplementary && is_joliet(*descriptor))
      return utf16be_label(descriptor->sub(40, 2 * kJolietCharacters));
  }
  return {};
}

}  // namespace

std::optional<Identification> probe_iso9660(const VolumeBytes& volume) {
  const auto primary = volume.view(kFirstDescriptor, kDescriptorSize);
  if (!primary || primary->u8(0) != kPrimary || primary->text(1, 5) != "CD001") return std::nullopt;
  auto identification = recognised("iso9660");
  identification.uuid = time_text(*primary, kModificationTime);
  if (identification.uuid.empty()) identification.uuid = time_text(*primary, kCreationTime);
  identification.label = clean_label(primary->text_until_nul(40, 32));
  // Joliet has any characters, but 16 only: the primary label is better where it goes on.
  const auto joliet = joliet_label(volume);
  if (!joliet.empty() && !identification.label.starts_with(joliet)) identification.label = joliet;
  return identification;
}

}  // namespace vixmount::fs::signatures
