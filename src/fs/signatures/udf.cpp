// UDF. Facts: ECMA-167, parts 2 and 3; OSTA UDF 2.60 (2.1.3 for dstrings).
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint64_t kRecognitionStart = 32768;
constexpr unsigned kMostRecognitionDescriptors = 64;
constexpr std::uint32_t kAnchorBlock = 256;
// The main descriptor sequence has 16 blocks at least; writers use few more.
constexpr std::uint32_t kMostDescriptors = 64;

enum Tag : std::uint16_t {
  kPrimaryVolume = 1,
  kAnchor = 2,
  kLogicalVolume = 6,
  kTerminating = 8,
};

// BEA01, then NSR02 or NSR03. Each descriptor has 2048 bytes, or a block where that is larger.
bool has_recognition_sequence(const VolumeBytes& volume) {
  for (const std::uint64_t step : {2048, 4096})
    for (unsigned i = 0; i < kMostRecognitionDescriptors; ++i) {
      const auto id = volume.view(kRecognitionStart + i * step + 1, 5);
      if (!id) break;
      const auto text = id->text(0, 5);
      if (text == "NSR02" || text == "NSR03") return true;
      if (text != "BEA01" && text != "CD001" && text != "BOOT2" && text != "CDW02") break;
    }
  return false;
}

// Compression id 8 (Latin-1) or 16 (UTF-16), text, and the used length in the last byte.
std::string dstring(BytesView field) {
  const std::size_t length = std::min<std::size_t>(field.u8(field.size() - 1), field.size() - 1);
  if (length < 2) return {};
  const auto text = field.sub(1, length - 1);
  if (field.u8(0) == 16) return utf16be_label(text);
  if (field.u8(0) != 8) return {};
  std::string utf8;
  for (std::size_t i = 0; i < text.size() && text.u8(i) != 0; ++i) append_utf8(utf8, text.u8(i));
  return clean_label(utf8);
}

bool is_hex_digit(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string in_hex(std::string_view text) {
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

// Linux names a UDF volume by the first 16 characters of its set identifier, which should be hex
// digits; where they are not, by the hex code of as many characters as give 16 digits.
std::string uuid_of(std::string_view set_identifier) {
  if (set_identifier.size() < 8) return {};
  const auto first = set_identifier.substr(0, 16);
  const auto digits = static_cast<std::size_t>(
      std::find_if_not(first.begin(), first.end(), is_hex_digit) - first.begin());
  if (digits < 8) return in_hex(first.substr(0, 8));
  if (digits < 16) return to_lower_ascii(first.substr(0, 8)) + in_hex(set_identifier.substr(8, 4));
  return to_lower_ascii(first);
}

void read_descriptors(Identification& identification, const VolumeBytes& volume, BytesView anchor,
                      std::uint32_t block_size) {
  const auto count = std::min(anchor.le32_at(16) / block_size, kMostDescriptors);
  const std::uint64_t start = anchor.le32_at(20);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto descriptor = volume.require((start + i) * block_size, 512);
    const auto tag = descriptor.le16_at(0);
    if (tag == kTerminating) return;
    if (tag == kPrimaryVolume) identification.uuid = uuid_of(dstring(descriptor.sub(72, 128)));
    if (tag == kLogicalVolume) identification.label = dstring(descriptor.sub(84, 128));
  }
}

}  // namespace

std::optional<Identification> probe_udf(const VolumeBytes& volume) {
  if (!has_recognition_sequence(volume)) return std::nullopt;
  auto identification = recognised("udf");
  read_details(identification, [&] {
    for (const std::uint32_t block_size : {512, 1024, 2048, 4096}) {
      const auto anchor = volume.view(std::uint64_t{kAnchorBlock} * block_size, 512);
      if (!anchor || anchor->le16_at(0) != kAnchor || anchor->le32_at(12) != kAnchorBlock) continue;
      read_descriptors(identification, volume, *anchor, block_size);
      return;
    }
    fail_at(kRecognitionStart, "there is no anchor volume descriptor");
  });
  return identification;
}

}  // namespace vixmount::fs::signatures
