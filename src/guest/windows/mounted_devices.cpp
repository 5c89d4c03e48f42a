#include "guest/windows/mounted_devices.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::guest::windows {
namespace {

constexpr std::size_t kMbrIdSize = 12;  // bytes: signature, offset
constexpr std::string_view kGuidMark = "DMIO:ID:";
constexpr std::size_t kGuidSize = 16;  // bytes

// Device paths are UTF-16 and begin with "\??\", "_??_" or "\Device\".
bool looks_like_text(const BytesView& data) {
  return data.size() >= 4 && data.size() % 2 == 0 && data.u8(1) == 0 &&
         (data.u8(0) == '\\' || data.u8(0) == '_');
}

std::string hexadecimal(const BytesView& data) {
  constexpr std::size_t kMostShown = 32;  // bytes
  std::string text;
  for (std::size_t i = 0; i < data.size() && i < kMostShown; ++i)
    text += fmt::format("{:02x}", data.u8(i));
  return text;
}

}  // namespace

std::optional<std::string> parse_device_name(std::string_view value_name) {
  constexpr std::string_view kLetters = "\\DosDevices\\";
  constexpr std::string_view kVolumes = "\\??\\Volume";
  if (starts_with_ignoring_ascii_case(value_name, kLetters)) {
    const auto letter = value_name.substr(kLetters.size());
    const char upper = letter.empty() ? '\0' : static_cast<char>(letter[0] & ~0x20);
    if (letter.size() != 2 || letter[1] != ':' || upper < 'A' || upper > 'Z') return std::nullopt;
    return std::string{upper, ':'};
  }
  if (starts_with_ignoring_ascii_case(value_name, kVolumes))
    if (const auto guid = Guid::parse(value_name.substr(kVolumes.size())))
      return fmt::format("Volume{{{}}}", guid->to_string());
  return std::nullopt;
}

DeviceId parse_device_id(const BytesView& data) {
  if (data.size() == kMbrIdSize) return MbrDevice{data.le32_at(0), data.le64_at(4)};
  if (data.size() == kGuidMark.size() + kGuidSize && data.text(0, kGuidMark.size()) == kGuidMark)
    return GuidDevice{
        Guid::from_mixed_endian_bytes(data.span().subspan(kGuidMark.size()).first<kGuidSize>())};
  if (looks_like_text(data)) return OtherDevice{printable(utf16le_to_utf8(data.span()))};
  return OtherDevice{hexadecimal(data)};
}

}  // namespace vixmount::guest::windows
