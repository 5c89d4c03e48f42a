#include "codec/lzvn.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/error.hpp"
#include "codec/copy_match.hpp"

namespace vixmount::codec {
namespace {

constexpr unsigned kLeastMatch = 3;
constexpr unsigned kEnd = 0x06;
constexpr std::size_t kEndBytes = 8;  // the end mark and zeros behind it
constexpr unsigned kLongRun = 16;     // what the byte behind a long run's instruction counts from

// Up to so many literals are part of an instruction: copied as four bytes where there is room.
constexpr std::size_t kFewLiterals = 4;

struct Instruction {
  std::size_t bytes = 1;
  std::size_t literals = 0;  // they follow the instruction
  std::size_t match = 0;
  std::size_t distance = 0;  // 0: that of the match before
};

class Decoder {
 public:
  Decoder(BytesView compressed, std::span<std::byte> out, std::size_t begin) noexcept
      : compressed_(compressed),
        source_(compressed.data()),
        source_end_(source_ + compressed.size()),
        out_begin_(out.data()),
        target_(out.data() + begin),
        end_(out.data() + out.size()) {}

  std::size_t decode() {
    while (source_ != source_end_) {
      const auto code = std::to_integer<unsigned>(*source_);
      if (code == kEnd) {
        source_ += std::min(kEndBytes, static_cast<std::size_t>(source_end_ - source_));
        break;
      }
      execute(parse(code));
    }
    if (target_ != end_) fail_here("an LZVN stream ends before its content");
    return static_cast<std::size_t>(source_ - compressed_.data());
  }

 private:
  unsigned byte(std::size_t index) const {
    if (static_cast<std::size_t>(source_end_ - source_) <= index)
      fail_here("an LZVN stream ends in an instruction");
    return std::to_integer<unsigned>(source_[index]);
  }
  unsigned word() const { return byte(1) | byte(2) << 8; }

  Instruction parse(unsigned code) const {
    if (code >= 0xE0) return parse_run(code);
    if ((code >= 0xA0) && code < 0xC0) {  // 101LLMMM DDDDDDMM DDDDDDDD
      const auto rest = word();
      return {3, code >> 3 & 3, ((code & 7) << 2 | (rest & 3)) + kLeastMatch, nonzero(rest >> 2)};
    }
    if ((code & 0xF0) == 0x70 || (code & 0xF0) == 0xD0) fail_unknown(code);
    const std::size_t literals = code >> 6;
    const std::size_t match = (code >> 3 & 7) + kLeastMatch;
    switch (code & 7) {
      case 6:  // LLMMM110, without literals two that do nothing
        if (literals != 0) return {1, literals, match, 0};
        if (code != 0x0E && code != 0x16) fail_unknown(code);
        return {};
      case 7:  // LLMMM111 DDDDDDDD DDDDDDDD
        return {3, literals, match, nonzero(word())};
      default:  // LLMMMDDD DDDDDDDD
        return {2, literals, match, nonzero((code & 7) << 8 | byte(1))};
    }
  }

  // 1110LLLL: literals alone; 1111MMMM: a match at the same distance as before.
  Instruction parse_run(unsigned code) const {
    const auto low = code & 0xF;
    const std::size_t length = low != 0 ? low : byte(1) + kLongRun;
    const std::size_t bytes = low != 0 ? 1 : 2;
    return code < 0xF0 ? Instruction{bytes, length, 0, 0} : Instruction{bytes, 0, length, 0};
  }

  std::size_t nonzero(std::size_t distance) const {
    if (distance == 0) fail_here("an LZVN match at no distance");
    return distance;
  }

  void execute(const Instruction& one) {
    if (one.distance != 0) distance_ = one.distance;
    const auto there = static_cast<std::size_t>(source_end_ - source_);
    const auto room = static_cast<std::size_t>(end_ - target_);
    if (one.literals > there - one.bytes) fail_here("an LZVN stream ends in literals");
    if (one.literals + one.match > room) fail_here("an LZVN stream holds more than its content");
    const auto* const literals = source_ + one.bytes;
    if (one.literals <= kFewLiterals && room >= kFewLiterals && there >= one.bytes + kFewLiterals)
      std::memcpy(target_, literals, kFewLiterals);
    else
      std::memcpy(target_, literals, one.literals);
    target_ += one.literals;
    if (one.match != 0) {
      if (distance_ == 0 || distance_ > static_cast<std::size_t>(target_ - out_begin_))
        fail_here("an LZVN match begins in front of the content");
      copy_match(target_, distance_, one.match, end_);
      target_ += one.match;
    }
    source_ = literals + one.literals;
  }

  [[noreturn]] void fail_unknown(unsigned code) const {
    fail_at(position(), "{:#04x} is no LZVN instruction", code);
  }
  [[noreturn]] void fail_here(std::string_view what) const { fail_at(position(), "{}", what); }
  std::uint64_t position() const noexcept {
    return compressed_.origin() + static_cast<std::size_t>(source_ - compressed_.data());
  }

  BytesView compressed_;
  const std::byte* source_;
  const std::byte* source_end_;
  std::byte* out_begin_;
  std::byte* target_;
  std::byte* end_;
  std::size_t distance_ = 0;
};

}  // namespace

std::size_t decompress_lzvn(BytesView compressed, std::span<std::byte> out, std::size_t begin) {
  return Decoder(compressed, out, begin).decode();
}

}  // namespace vixmount::codec
