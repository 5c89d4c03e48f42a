#include "fs/udf/recognition.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.hpp"
#include "fs/udf/blocks.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr std::uint64_t kStart = 32768;
constexpr std::uint64_t kLeastStep = 2048;
// No writer has more than a handful; disks full of one sector's copies exist.
constexpr unsigned kMostDescriptors = 64;

enum class Kind { udf, other, none };

Kind kind_at(const io::ByteSource& volume, std::uint64_t offset) {
  constexpr std::array<std::string_view, 5> kOthers = {"BEA01", "CD001", "BOOT2", "CDW02", "TEA01"};
  constexpr std::size_t kIdentifierOffset = 1;
  constexpr std::size_t kIdentifierBytes = 5;
  if (!fits(offset, kIdentifierOffset + kIdentifierBytes, volume.size())) return Kind::none;
  const auto bytes = io::read_bytes(volume, offset + kIdentifierOffset, kIdentifierBytes);
  const auto text = BytesView(bytes).text(0, kIdentifierBytes);
  if (text == "NSR02" || text == "NSR03") return Kind::udf;
  return std::ranges::find(kOthers, text) != kOthers.end() ? Kind::other : Kind::none;
}

}  // namespace

// Each descriptor has 2048 bytes, or a sector where that is larger.
bool has_recognition_sequence(const io::ByteSource& volume) {
  for (auto step = kLeastStep; step <= kLargestBlock; step *= 2)
    for (unsigned i = 0; i < kMostDescriptors; ++i) {
      const auto kind = kind_at(volume, kStart + i * step);
      if (kind == Kind::udf) return true;
      if (kind == Kind::none) break;
    }
  return false;
}

}  // namespace vixmount::fs::udf
