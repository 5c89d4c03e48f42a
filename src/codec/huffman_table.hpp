// Canonical Huffman codes whose bits come highest first (XPRESS, LZX): codes of a length follow
// each other in the order of their symbols, behind all shorter ones. So a table that is indexed
// with the next bits is filled from front to back.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "codec/word_bits.hpp"

namespace vixmount::codec {

// kSymbols: of the alphabet, at most 2048; kMostBits: the longest code, at most 16; kTableBits:
// codes up to here are found in one look, longer ones, which are rare, by their length.
template <unsigned kSymbols, unsigned kMostBits, unsigned kTableBits>
class HuffmanTable {
 public:
  static constexpr unsigned kNoSymbol = 0xFFFF;

  // `lengths[s]`: bits of the code of symbol s, 0 when it has none. False when the lengths are no
  // complete code. An alphabet without any code is allowed (nothing is ever read with it);
  // decoding then gives kNoSymbol.
  bool build(std::span<const std::uint8_t, kSymbols> lengths) noexcept {
    Counts counts = count(lengths);
    counts[0] = 0;
    if (!plan(counts)) return false;
    std::array<std::uint16_t, kSymbols> sorted;
    Counts next = first_index_;
    for (unsigned symbol = 0; symbol < kSymbols; ++symbol) {
      if (symbol % 8 == 0) symbol = skip_unused(lengths, symbol);
      if (symbol >= kSymbols) break;
      if (const auto length = lengths[symbol]; length != 0)
        sorted[next[length]++] = static_cast<std::uint16_t>(symbol);
    }
    fill(sorted, counts);
    return true;
  }

  // The next symbol; its bits are dropped. kNoSymbol when the bits are no code.
  unsigned decode(WordBits& in) const noexcept {
    unsigned entry = table_[in.peek(kTableBits)];
    if (entry == 0) [[unlikely]]
      entry = find_long(static_cast<std::uint32_t>(in.peek(kMostBits)));
    in.drop(entry & kLengthMask);
    return entry >> kLengthBits;
  }

 private:
  using Counts = std::array<std::uint16_t, kMostBits + 1>;  // by length
  // An entry: symbol and length; 0 where only longer codes begin with the index.
  static constexpr unsigned kLengthBits = 5;
  static constexpr unsigned kLengthMask = (1U << kLengthBits) - 1;
  static constexpr unsigned kFillAhead = 4;  // entries that fill() may write too far

  static Counts count(std::span<const std::uint8_t, kSymbols> lengths) noexcept {
    // Two counters, so that neighbours of one length do not wait for each other.
    Counts even{}, odd{};
    for (unsigned symbol = 0; symbol + 1 < kSymbols; symbol += 2) {
      ++even[lengths[symbol]];
      ++odd[lengths[symbol + 1]];
    }
    if constexpr (kSymbols % 2 != 0) ++even[lengths[kSymbols - 1]];
    for (unsigned length = 0; length <= kMostBits; ++length)
      even[length] = static_cast<std::uint16_t>(even[length] + odd[length]);
    return even;
  }

  static unsigned skip_unused(std::span<const std::uint8_t, kSymbols> lengths,
                              unsigned symbol) noexcept {
    while (symbol + 8 <= kSymbols) {
      std::uint64_t eight;
      std::memcpy(&eight, lengths.data() + symbol, sizeof eight);
      if (eight != 0) break;
      symbol += 8;
    }
    return symbol;
  }

  // Where the codes of each length begin, as codes of kMostBits bits, and as places in `sorted`.
  bool plan(const Counts& counts) noexcept {
    std::uint32_t code = 0;
    unsigned index = 0;
    for (unsigned length = 1; length <= kMostBits; ++length) {
      first_code_[length] = code;
      first_index_[length] = static_cast<std::uint16_t>(index);
      code += static_cast<std::uint32_t>(counts[length]) << (kMostBits - length);
      index += counts[length];
      end_code_[length] = code;
    }
    return index == 0 || code == 1U << kMostBits;
  }

  void fill(const std::array<std::uint16_t, kSymbols>& sorted, const Counts& counts) noexcept {
    std::uint16_t* entry = table_.data();
    unsigned index = 0;
    for (unsigned length = 1; length <= kTableBits; ++length) {
      const std::size_t repeat = std::size_t{1} << (kTableBits - length);
      for (const unsigned end = index + counts[length]; index < end; ++index) {
        const std::uint64_t four =
            0x0001000100010001ULL * (static_cast<unsigned>(sorted[index]) << kLengthBits | length);
        // Up to four entries too many: the next symbol writes over them.
        std::size_t written = 0;
        do {
          std::memcpy(entry + written, &four, sizeof four);
          written += 4;
        } while (written < repeat);
        entry += repeat;
      }
    }
    std::fill(entry, table_.data() + table_.size(), std::uint16_t{0});
    const auto first_long = first_index_[std::min(kTableBits + 1, kMostBits)];
    long_begin_ = first_long;
    if constexpr (kTableBits < kMostBits) {
      const unsigned end = first_index_[kMostBits] + counts[kMostBits];
      if (end > first_long)
        std::copy(sorted.begin() + first_long, sorted.begin() + end, long_symbols_.begin());
    }
  }

  [[gnu::noinline]] unsigned find_long(std::uint32_t code) const noexcept {
    for (unsigned length = kTableBits + 1; length <= kMostBits; ++length) {
      if (code >= end_code_[length]) continue;
      const auto nth = (code - first_code_[length]) >> (kMostBits - length);
      const unsigned symbol = long_symbols_[first_index_[length] - long_begin_ + nth];
      return symbol << kLengthBits | length;
    }
    return kNoSymbol << kLengthBits;
  }

  std::array<std::uint16_t, (std::size_t{1} << kTableBits) + kFillAhead> table_;
  std::array < std::uint16_t, kTableBits<kMostBits ? kSymbols : 1> long_symbols_;
  std::array<std::uint32_t, kMostBits + 1> first_code_, end_code_;
  Counts first_index_;
  unsigned long_begin_ = 0;
};

}  // namespace vixmount::codec
