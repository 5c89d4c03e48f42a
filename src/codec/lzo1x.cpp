#include "codec/lzo1x.hpp"

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/error.hpp"
#include "codec/copy_match.hpp"

namespace vixmount::codec {
namespace {

// What the next instruction below 16 means depends on how many literals came last: none, one to
// three behind a match, or a run of four and more.
constexpr unsigned kAfterRun = 4;

class Decoder {
 public:
  Decoder(BytesView compressed, std::span<std::byte> out) noexcept
      : compressed_(compressed),
        source_(compressed.data()),
        source_end_(source_ + compressed.size()),
        begin_(out.data()),
        target_(begin_),
        end_(begin_ + out.size()) {}

  std::size_t decode() {
    decode_first();
    while (decode_one()) {
    }
    return static_cast<std::size_t>(target_ - begin_);
  }

 private:
  // A stream may begin with literals whose number stands in the first byte.
  void decode_first() {
    constexpr unsigned kFirstRun = 17;
    if (source_ == source_end_ || std::to_integer<unsigned>(*source_) <= kFirstRun) return;
    const auto count = next_byte() - kFirstRun;
    copy_literals(count);
    state_ = count < kAfterRun ? count : kAfterRun;
  }

  // False at the end mark.
  bool decode_one() {
    const auto code = next_byte();
    if (code >= 64) {
      decode_near_match(code);
    } else if (code >= 32) {
      const auto length = long_length(code & 31, 31) + 2;
      const auto word = next_word();
      copy((word >> 2) + 1, length, word & 3);
    } else if (code >= 16) {
      return decode_far_match(code);
    } else if (state_ == 0) {
      copy_literals(long_length(code, 15) + 3);
      state_ = kAfterRun;
    } else {
      const bool after_run = state_ == kAfterRun;
      const std::size_t distance = (std::size_t{next_byte()} << 2) + (code >> 2);
      copy(distance + (after_run ? 2049 : 1), after_run ? 3 : 2, code & 3);
    }
    return true;
  }

  void decode_near_match(unsigned code) {
    const std::size_t distance = (std::size_t{next_byte()} << 3) + (code >> 2 & 7) + 1;
    const std::size_t length = code >= 128 ? (code >> 5 & 3) + 5 : (code >> 5 & 1) + 3;
    copy(distance, length, code & 3);
  }

  bool decode_far_match(unsigned code) {
    const auto length = long_length(code & 7, 7) + 2;
    const auto word = next_word();
    const std::size_t distance = ((code & 8) << 11) + (word >> 2);
    if (distance == 0) return false;
    copy(distance + 16384, length, word & 3);
    return true;
  }

  // A length of 0 goes on: each zero byte stands for 255, the first other one ends it.
  std::size_t long_length(unsigned length, unsigned base) {
    if (length != 0) return length;
    std::size_t sum = base;
    auto byte = next_byte();
    for (; byte == 0; byte = next_byte()) sum += 255;
    return sum + byte;
  }

  void copy(std::size_t distance, std::size_t length, unsigned literals) {
    if (distance > static_cast<std::size_t>(target_ - begin_)) [[unlikely]]
      fail_here("an LZO match begins in front of its stream");
    if (length > static_cast<std::size_t>(end_ - target_)) [[unlikely]]
      fail_here("an LZO stream holds more than it stands for");
    copy_match(target_, distance, length, end_);
    target_ += length;
    copy_literals(literals);
    state_ = literals;
  }

  void copy_literals(std::size_t count) {
    if (count > static_cast<std::size_t>(source_end_ - source_)) [[unlikely]]
      fail_here("an LZO stream ends among literals");
    if (count > static_cast<std::size_t>(end_ - target_)) [[unlikely]]
      fail_here("an LZO stream holds more than it stands for");
    if (count != 0) std::memcpy(target_, source_, count);
    source_ += count;
    target_ += count;
  }

  unsigned next_byte() {
    if (source_ == source_end_) [[unlikely]]
      fail_here("an LZO stream ends early");
    return std::to_integer<unsigned>(*source_++);
  }

  unsigned next_word() {
    const auto low = next_byte();
    return low | next_byte() << 8;
  }

  [[noreturn]] void fail_here(std::string_view what) const {
    fail_at(compressed_.origin() + static_cast<std::size_t>(source_ - compressed_.data()), "{}",
            what);
  }

  BytesView compressed_;
  const std::byte* source_;
  const std::byte* source_end_;
  std::byte* begin_;
  std::byte* target_;
  std::byte* end_;
  unsigned state_ = 0;
};

}  // namespace

std::size_t decompress_lzo1x(BytesView compressed, std::span<std::byte> out) {
  return Decoder(compressed, out).decode();
}

}  // namespace vixmount::codec
