#include "guest/windows/pe_architecture.hpp"

#include "base/checked.hpp"

namespace vixmount::guest::windows {
namespace {

constexpr std::size_t kPositionOfHeader = 0x3C;  // e_lfanew of the MS-DOS header
constexpr std::string_view kPeMark{"PE\0\0", 4};

}  // namespace

std::optional<std::string> parse_pe_architecture(const BytesView& head) {
  if (head.size() < kPositionOfHeader + 4 || head.text(0, 2) != "MZ") return std::nullopt;
  const std::size_t header = head.le32_at(kPositionOfHeader);
  if (!fits(header, kPeMark.size() + 2, head.size()) ||
      head.text(header, kPeMark.size()) != kPeMark)
    return std::nullopt;
  switch (head.le16_at(header + kPeMark.size())) {
    case 0x014C:
      return "x86";
    case 0x8664:
      return "AMD64";
    case 0xAA64:
      return "ARM64";
    case 0x01C0:
    case 0x01C4:
      return "ARM";
    case 0x0200:
      return "IA64";
    case 0x0166:
      return "MIPS";
    case 0x0184:
      return "ALPHA";
    case 0x01F0:
      return "PPC";
    default:
      return std::nullopt;
  }
}

}  // namespace vixmount::guest::windows
