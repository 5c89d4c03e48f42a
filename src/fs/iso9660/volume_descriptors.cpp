#include "fs/iso9660/volume_descriptors.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/iso9660/joliet_name.hpp"

namespace vixmount::fs::iso9660 {
namespace {

constexpr std::uint8_t kEnhancedVersion = 2;
// ISO 2022 sequences of UCS-2 levels 1 to 3 (Joliet specification).
constexpr std::array<std::string_view, 3> kJolietEscapes = {"%/@", "%/C", "%/E"};

template <std::size_t N>
std::string_view text_of(const std::array<char, N>& field) noexcept {
  return {field.data(), N};
}

bool is_joliet(const layout::VolumeDescriptor& descriptor) noexcept {
  const auto escape = text_of(descriptor.escape_sequences).substr(0, 3);
  return std::ranges::find(kJolietEscapes, escape) != kJolietEscapes.end();
}

std::string_view without_trailing_blanks(std::string_view text) noexcept {
  const auto last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

std::string clean(std::string_view raw) {
  raw = without_trailing_blanks(raw);
  return is_valid_utf8(raw) ? std::string(raw) : printable(raw);
}

// "2009-09-22-12-52-23-00" from 16 digits; empty when the field is not set.
std::string time_text(std::string_view field) {
  const auto digits = field.substr(0, 16);
  const bool valid =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
      digits.find_first_not_of('0') != std::string_view::npos;
  if (!valid) return {};
  return fmt::format("{}-{}-{}-{}-{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2),
                     digits.substr(6, 2), digits.substr(8, 2), digits.substr(10, 2),
                     digits.substr(12, 2), digits.substr(14, 2));
}

}  // namespace

std::optional<VolumeDescriptors> VolumeDescriptors::read(const io::ByteSource& volume) {
  VolumeDescriptors out;
  bool has_primary = false;
  for (unsigned i = 0; i < kMostDescriptors; ++i) {
    const auto offset = layout::kFirstDescriptor + i * layout::kSectorBytes;
    if (!fits(offset, layout::kSectorBytes, volume.size())) break;
    const auto bytes = io::read_bytes(volume, offset, layout::kSectorBytes);
    const BytesView view(bytes, offset);
    const auto found = view.get<layout::VolumeDescriptor>(0);
    if (text_of(found.id) != layout::kStandardId) {
      if (i == 0) return std::nullopt;
      continue;  // descriptors of another standard may stand between
    }
    if (found.type == layout::kTerminator) break;
    if (found.type == layout::kPrimary && !std::exchange(has_primary, true)) out.primary = found;
    if (found.type == layout::kSupplementary) {
      if (is_joliet(found)) {
        if (!out.joliet) out.joliet = found;
      } else if (found.version == kEnhancedVersion) {
        out.has_enhanced = true;
      }
    }
    if (found.type == layout::kBootRecord &&
        view.text(layout::kBootSystemIdOffset, layout::kElTorito.size()) == layout::kElTorito)
      out.has_el_torito = true;
  }
  if (has_primary) return out;
  if (volume.size() < layout::kFirstDescriptor + layout::kSectorBytes) return std::nullopt;
  fail_at(layout::kFirstDescriptor, "no primary volume descriptor is among the descriptors");
}

std::string VolumeDescriptors::label() const {
  auto label = clean(text_until_nul(primary.volume_id));
  if (!joliet) return label;
  // Joliet has any characters, but 16 only: the primary label is better where it goes on.
  const auto wide = std::string(
      without_trailing_blanks(utf16be_text(std::as_bytes(std::span(joliet->volume_id)))));
  return wide.empty() || label.starts_with(wide) ? label : wide;
}

std::string VolumeDescriptors::uuid() const {
  const auto modified = time_text(text_of(primary.modified));
  return modified.empty() ? time_text(text_of(primary.created)) : modified;
}

bool is_high_sierra(const io::ByteSource& volume) {
  const auto offset = layout::kFirstDescriptor + layout::kHighSierraIdOffset;
  if (!fits(offset, layout::kHighSierraId.size(), volume.size())) return false;
  const auto bytes = io::read_bytes(volume, offset, layout::kHighSierraId.size());
  return BytesView(bytes).text(0, bytes.size()) == layout::kHighSierraId;
}

}  // namespace vixmount::fs::iso9660
