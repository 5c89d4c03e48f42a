// Finite state entropy coding as LZFSE does it: states, and the bits that lead from one to the
// next.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace vixmount::codec {

// Bits from the last of a stream to its first, as they were pushed by the encoder.
class FseBits {
 public:
  // `unused`: bits at the stream's end that hold nothing (0 to 7). Error{damaged}.
  FseBits(BytesView bytes, unsigned unused) : bytes_(bytes) {
    if (bytes.size() * 8 < unused) fail_at(bytes.origin(), "an LZFSE stream of no bits");
    left_ = bytes.size() * 8 - unused;
  }

  // `count` at most 32.
  std::uint32_t pull(unsigned count) {
    if (count > left_) fail_at(bytes_.origin(), "an LZFSE stream ends in a symbol");
    left_ -= count;
    const auto first = left_ / 8;
    std::uint64_t word = 0;
    const auto end = first + 8 < bytes_.size() ? first + 8 : bytes_.size();
    if (end - first == 8) {
      word = bytes_.le64_at(first);
    } else {
      for (auto i = end; i-- > first;) word = word << 8 | bytes_.u8(i);
    }
    return static_cast<std::uint32_t>(word >> left_ % 8 & ((std::uint64_t{1} << count) - 1));
  }

 private:
  BytesView bytes_;
  std::size_t left_ = 0;
};

// Which symbol each of `States` (a power of two) stands for, and how the next state is found.
template <std::size_t States>
class FseTable {
 public:
  // The frequencies of the symbols must come to States, or to none where nothing is coded.
  // Error{damaged} at `position`.
  FseTable(std::span<const std::uint16_t> frequencies, std::uint64_t position) {
    std::size_t state = 0;
    for (std::size_t symbol = 0; symbol < frequencies.size(); ++symbol) {
      const std::uint32_t frequency = frequencies[symbol];
      if (frequency == 0) continue;
      if (frequency > States - state)
        fail_at(position, "frequencies of LZFSE symbols come to more than {}", States);
      add(state, static_cast<std::uint16_t>(symbol), frequency);
      state += frequency;
    }
    if (state != 0 && state != States)
      fail_at(position, "frequencies of LZFSE symbols come to {}, not {}", state, States);
    empty_ = state == 0;
  }

  bool empty() const noexcept { return empty_; }

  // The symbol of `state`, which becomes the next one.
  std::uint16_t next(std::uint16_t& state, FseBits& bits) const {
    const auto& entry = entries_[state];
    state = static_cast<std::uint16_t>(entry.base + bits.pull(entry.bits));
    return entry.symbol;
  }
  // The same where further bits, a part of the symbol's value, stand behind the state's.
  std::uint16_t symbol_of(std::uint16_t state) const noexcept { return entries_[state].symbol; }
  std::uint16_t follow(std::uint16_t state, FseBits& bits) const {
    return static_cast<std::uint16_t>(entries_[state].base + bits.pull(entries_[state].bits));
  }

 private:
  struct Entry {
    std::uint16_t symbol = 0;
    std::uint16_t base = 0;
    std::uint8_t bits = 0;
  };

  // A symbol's states need `most` bits to get to any state, some of them one less.
  void add(std::size_t first, std::uint16_t symbol, std::uint32_t frequency) {
    const auto most = static_cast<unsigned>(std::bit_width(States) - std::bit_width(frequency));
    const auto with_most = (2 * static_cast<std::uint32_t>(States) >> most) - frequency;
    for (std::uint32_t i = 0; i < frequency; ++i) {
      const bool is_long = i < with_most;
      entries_[first + i] = {
          symbol,
          static_cast<std::uint16_t>(is_long ? ((frequency + i) << most) - States
                                             : (i - with_most) << (most - 1)),
          static_cast<std::uint8_t>(is_long ? most : most - 1)};
    }
  }

  std::array<Entry, States> entries_{};
  bool empty_ = true;
};

}  // namespace vixmount::codec
