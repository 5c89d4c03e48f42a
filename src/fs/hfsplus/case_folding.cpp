// The order of names in the catalog. Fact: TN1150, "Case-Insensitive String Comparison Algorithm",
// whose table of lower-case letters is of Unicode 2. Letters that decompose are not in it: the
// decomposed letter is.
#include <array>

#include "fs/hfsplus/name.hpp"

namespace vixmount::fs::hfsplus {
namespace {

// Units [first, last], each `step`-th of them, fold to themselves + delta.
struct Fold {
  char16_t first;
  char16_t last;
  char16_t step;
  std::int16_t delta;
};

// Ascending by `first`. Where ranges overlap their units do not.
constexpr Fold kFolds[] = {
    {0x0041, 0x005A, 1, 32},    {0x00C6, 0x00C6, 1, 32},    {0x00D0, 0x00D0, 1, 32},
    {0x00D8, 0x00D8, 1, 32},    {0x00DE, 0x00DE, 1, 32},    {0x0110, 0x0110, 1, 1},
    {0x0126, 0x0126, 1, 1},     {0x0132, 0x0132, 1, 1},     {0x013F, 0x0141, 2, 1},
    {0x014A, 0x014A, 1, 1},     {0x0152, 0x0152, 1, 1},     {0x0166, 0x0166, 1, 1},
    {0x0181, 0x0181, 1, 210},   {0x0182, 0x0184, 2, 1},     {0x0186, 0x0186, 1, 206},
    {0x0187, 0x0187, 1, 1},     {0x0189, 0x018A, 1, 205},   {0x018B, 0x018B, 1, 1},
    {0x018E, 0x018E, 1, 79},    {0x018F, 0x018F, 1, 202},   {0x0190, 0x0190, 1, 203},
    {0x0191, 0x0191, 1, 1},     {0x0193, 0x0193, 1, 205},   {0x0194, 0x0194, 1, 207},
    {0x0196, 0x0196, 1, 211},   {0x0197, 0x0197, 1, 209},   {0x0198, 0x0198, 1, 1},
    {0x019C, 0x019C, 1, 211},   {0x019D, 0x019D, 1, 213},   {0x019F, 0x019F, 1, 214},
    {0x01A2, 0x01A4, 2, 1},     {0x01A7, 0x01A7, 1, 1},     {0x01A9, 0x01A9, 1, 218},
    {0x01AC, 0x01AC, 1, 1},     {0x01AE, 0x01AE, 1, 218},   {0x01B1, 0x01B2, 1, 217},
    {0x01B3, 0x01B5, 2, 1},     {0x01B7, 0x01B7, 1, 219},   {0x01B8, 0x01B8, 1, 1},
    {0x01BC, 0x01BC, 1, 1},     {0x01C4, 0x01C4, 1, 2},     {0x01C5, 0x01C5, 1, 1},
    {0x01C7, 0x01C7, 1, 2},     {0x01C8, 0x01C8, 1, 1},     {0x01CA, 0x01CA, 1, 2},
    {0x01CB, 0x01CB, 1, 1},     {0x01E4, 0x01E4, 1, 1},     {0x01F1, 0x01F1, 1, 2},
    {0x01F2, 0x01F2, 1, 1},     {0x0391, 0x03A1, 1, 32},    {0x03A3, 0x03A9, 1, 32},
    {0x03E2, 0x03EE, 2, 1},     {0x0402, 0x0402, 1, 80},    {0x0404, 0x0406, 1, 80},
    {0x0408, 0x040B, 1, 80},    {0x040F, 0x040F, 1, 80},    {0x0410, 0x0418, 1, 32},
    {0x041A, 0x042F, 1, 32},    {0x0460, 0x0474, 2, 1},     {0x0478, 0x0480, 2, 1},
    {0x0490, 0x04BE, 2, 1},     {0x04C3, 0x04C3, 1, 1},     {0x04C7, 0x04C7, 1, 1},
    {0x04CB, 0x04CB, 1, 1},     {0x0531, 0x0556, 1, 48},    {0x10A0, 0x10C5, 1, 48},
    {0x2160, 0x216F, 1, 16},    {0xFF21, 0xFF3A, 1, 32},
};

// Format characters that the comparison passes over.
constexpr bool is_ignored(char16_t unit) noexcept {
  return (unit >= 0x200C && unit <= 0x200F) || (unit >= 0x202A && unit <= 0x202E) ||
         (unit >= 0x206A && unit <= 0x206F) || unit == 0xFEFF;
}

// 0 for what is passed over. A zero unit is the highest of all.
constexpr char16_t fold_slowly(char16_t unit) noexcept {
  if (unit == 0) return 0xFFFF;
  if (is_ignored(unit)) return 0;
  for (const auto& one : kFolds)
    if (unit >= one.first && unit <= one.last && (unit - one.first) % one.step == 0)
      return static_cast<char16_t>(unit + one.delta);
  return unit;
}

using Table = std::array<char16_t, 0x600>;
constexpr Table kFirstUnits = [] {
  Table out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = fold_slowly(static_cast<char16_t>(i));
  return out;
}();

char16_t fold(char16_t unit) noexcept {
  return unit < kFirstUnits.size() ? kFirstUnits[unit] : fold_slowly(unit);
}

// The units of a name that count, folded; zeros behind the last.
class FoldedUnits {
 public:
  explicit FoldedUnits(BytesView name) noexcept
      : at_(name.data()), end_(name.data() + name.size() / 2 * 2) {}
  char16_t next() noexcept {
    while (at_ != end_) {
      const auto unit = fold(static_cast<char16_t>(std::to_integer<unsigned>(at_[0]) << 8 |
                                                   std::to_integer<unsigned>(at_[1])));
      at_ += 2;
      if (unit != 0) return unit;
    }
    return 0;
  }

 private:
  const std::byte* at_;
  const std::byte* end_;
};

}  // namespace

int compare_folding(BytesView a, BytesView b) noexcept {
  FoldedUnits left(a), right(b);
  for (;;) {
    const auto l = left.next(), r = right.next();
    if (l != r) return l < r ? -1 : 1;
    if (l == 0) return 0;
  }
}

}  // namespace vixmount::fs::hfsplus
