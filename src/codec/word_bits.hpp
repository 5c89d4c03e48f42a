// The bit stream of XPRESS and LZX: 16-bit little-endian words, the highest bit of each first.
// Between the words there may be whole bytes: a reader that looks ahead must be able to go back to
// the word that a plain reader would stand at.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/bytes.hpp"
#include "base/endian.hpp"

namespace vixmount::codec {

// A value that decoding loops copy. Holds 64 bits and fills them up by whole words. Behind the end
// of the input the words are zero; `overrun` tells whether any of those was used, so that the
// decoding loops need not ask.
class WordBits {
 public:
  static constexpr unsigned kWordBits = 16;
  // What is there after refill(). Never all 64: shifting by 64 is undefined.
  static constexpr unsigned kLeast = 48;

  explicit WordBits(std::span<const std::byte> input) noexcept
      : data_(input.data()), size_(input.size()) {}

  // Afterwards at least kLeast bits can be taken.
  void refill() noexcept {
    if (position_ + sizeof(std::uint64_t) <= size_) [[likely]] {
      // Bits below `count_` may already hold the beginning of the next word: the same bits again.
      bits_ |= words_at(position_) >> count_;
      const unsigned added = (63 - count_) / kWordBits;
      position_ += added * 2UL;
      count_ += added * kWordBits;
    } else {
      *this = filled_near_end(*this);
    }
  }

  std::uint64_t peek(unsigned width) const noexcept { return bits_ >> (64 - width); }  // width > 0
  std::uint64_t bits() const noexcept { return bits_; }  // the next one highest
  unsigned count() const noexcept { return count_; }
  void drop(unsigned width) noexcept {
    bits_ <<= width;
    count_ -= width;
  }
  // width may be 0.
  std::uint32_t take(unsigned width) noexcept {
    const auto value = static_cast<std::uint32_t>((bits_ >> 1) >> (63 - width));
    drop(width);
    return value;
  }

  // Gives back the words beyond the one that holds the next bit plus `ahead` further bits, so that
  // the position is where whole bytes stand.
  void give_back_words(unsigned ahead) noexcept {
    const unsigned words = (count_ - ahead) / kWordBits;
    position_ -= words * 2UL;
    count_ -= words * kWordBits;
    bits_ &= ~(~0ULL >> count_);
  }

  // Bytes between words; only behind give_back_words.
  std::size_t position() const noexcept { return position_; }
  bool has_bytes(std::size_t count) const noexcept { return fits(position_, count, size_); }
  const std::byte* bytes() const noexcept { return data_ + position_; }
  void skip_bytes(std::size_t count) noexcept { position_ += count; }
  // Drops what is left of the word at hand.
  void forget_bits() noexcept {
    bits_ = 0;
    count_ = 0;
  }

  // True when bits were used that are not in the input.
  bool overrun() const noexcept {
    if (position_ <= size_) return false;
    const auto words_behind_end = (position_ - size_ + 1) / 2;
    return count_ < words_behind_end * kWordBits;
  }

 private:
  // Four words, the first one highest.
  std::uint64_t words_at(std::size_t position) const noexcept {
    std::uint64_t raw;
    std::memcpy(&raw, data_ + position, sizeof raw);
    if constexpr (std::endian::native == std::endian::little) {
      raw = std::rotl(raw, 32);
      constexpr std::uint64_t kLowWords = 0x0000FFFF0000FFFF;
      return (raw & kLowWords) << 16 | (raw >> 16 & kLowWords);
    } else {
      constexpr std::uint64_t kLowBytes = 0x00FF00FF00FF00FF;
      return (raw & kLowBytes) << 8 | (raw >> 8 & kLowBytes);
    }
  }

  // By value: a reader whose address is never taken stays in registers.
  [[gnu::noinline]] static WordBits filled_near_end(WordBits in) noexcept {
    while (in.count_ < kLeast) {
      std::uint64_t word = 0;
      if (fits(in.position_, 2, in.size_))
        word = std::to_integer<std::uint64_t>(in.data_[in.position_]) |
               std::to_integer<std::uint64_t>(in.data_[in.position_ + 1]) << 8;
      in.bits_ |= word << (64 - kWordBits - in.count_);
      in.position_ += 2;
      in.count_ += kWordBits;
    }
    return in;
  }

  const std::byte* data_;
  std::size_t size_;
  std::size_t position_ = 0;  // of the next word to fetch; may pass size_
  std::uint64_t bits_ = 0;    // the next bit is the highest
  unsigned count_ = 0;        // bits that are valid, at most 63
};

}  // namespace vixmount::codec
