#include "codec/lzx.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/error.hpp"
#include "codec/copy_match.hpp"
#include "codec/e8_translation.hpp"
#include "codec/huffman_table.hpp"
#include "codec/word_bits.hpp"

namespace vixmount::codec {
namespace {

// [MS-PATCH] 2.3 to 2.7; where WIM differs is said.
constexpr unsigned kLiterals = 256;
constexpr unsigned kPositionSlots = 30;  // of a window of 32 KiB
constexpr unsigned kLengthHeaders = 8;  // match lengths in the main alphabet, the last: more follow
constexpr unsigned kMainSymbols = kLiterals + kPositionSlots * kLengthHeaders;
constexpr unsigned kLengthSymbols = 249;
constexpr unsigned kAlignedSymbols = 8;
constexpr unsigned kAlignedBits = 3;
constexpr unsigned kPreSymbols = 20;
constexpr unsigned kMostCodeBits = 16;
constexpr unsigned kLeastMatch = 2;
// Slots below stand for one of the last three distances.
constexpr unsigned kRecentSlots = 3;
constexpr std::uint32_t kDistanceBias = 2;
// WIM: one bit says that a block has this size, else 16 bits hold it.
constexpr std::size_t kUsualBlockBytes = 32768;

enum class BlockType : std::uint8_t { verbatim = 1, aligned = 2, uncompressed = 3 };

using MainTable = HuffmanTable<kMainSymbols, kMostCodeBits, 11>;
using LengthTable = HuffmanTable<kLengthSymbols, kMostCodeBits, 9>;
using AlignedTable = HuffmanTable<kAlignedSymbols, 7, 7>;
using PreTable = HuffmanTable<kPreSymbols, 15, 7>;

// Slot: distances from `base` on, told apart by `bits` further bits.
struct PositionSlot {
  std::uint16_t base;
  std::uint8_t bits;
};
constexpr std::array<PositionSlot, kPositionSlots> make_position_slots() {
  std::array<PositionSlot, kPositionSlots> slots{};
  std::uint32_t base = 0;
  for (unsigned slot = 0; slot < kPositionSlots; ++slot) {
    const unsigned bits = slot < 4 ? 0 : slot / 2 - 1;
    slots[slot] = {static_cast<std::uint16_t>(base), static_cast<std::uint8_t>(bits)};
    base += 1U << bits;
  }
  return slots;
}
constexpr auto kSlots = make_position_slots();

// The last three distances. Which slot comes next cannot be foreseen: no branches.
struct Recent {
  std::uint32_t last = 1, second = 1, third = 1;

  // Slots 0 to 2 bring one of them to the front, in exchange for the one that was there; others put
  // `fresh` in front of them.
  void use(unsigned slot, std::uint32_t fresh) noexcept {
    std::uint32_t chosen = fresh;
    chosen = slot == 0 ? last : chosen;
    chosen = slot == 1 ? second : chosen;
    chosen = slot == 2 ? third : chosen;
    std::uint32_t new_third = second;
    new_third = slot < 2 ? third : new_third;
    new_third = slot == 2 ? last : new_third;
    second = (slot == 0 || slot == 2) ? second : last;
    third = new_third;
    last = chosen;
  }
};

class Decoder {
 public:
  Decoder(BytesView compressed, std::span<std::byte> out) noexcept
      : compressed_(compressed), in_(compressed.span()), out_(out) {}

  void run() {
    while (produced_ < out_.size()) {
      in_.refill();
      const auto type = static_cast<BlockType>(in_.take(3));
      const auto size = in_.take(1) != 0 ? kUsualBlockBytes : std::size_t{in_.take(16)};
      if (size == 0 || size > out_.size() - produced_)
        fail_here(fmt::format("an LZX block of {} bytes does not fit: {} of {} bytes are decoded",
                              size, produced_, out_.size()));
      switch (type) {
        case BlockType::verbatim:
          read_codes();
          decode_block<false>(size);
          break;
        case BlockType::aligned:
          read_aligned_code();
          read_codes();
          decode_block<true>(size);
          break;
        case BlockType::uncompressed:
          copy_block(size);
          break;
        default:
          fail_here(fmt::format("LZX block of unknown type {}", static_cast<unsigned>(type)));
      }
      if (in_.overrun()) fail_here("the LZX chunk ends in the middle of a block");
    }
  }

 private:
  // Behind the header: 1 to 16 bits up to the next word, the three distances, the bytes, and one
  // more when their number is odd.
  void copy_block(std::size_t size) {
    in_.give_back_words(1);
    in_.forget_bits();
    if (!in_.has_bytes(kRecentSlots * 4)) fail_here("the LZX chunk ends in a block's header");
    const BytesView head(std::span(in_.bytes(), kRecentSlots * 4));
    recent_ = {head.le32_at(0), head.le32_at(4), head.le32_at(8)};
    in_.skip_bytes(head.size());
    if (!in_.has_bytes(size)) fail_here("the LZX chunk ends in an uncompressed block");
    std::memcpy(out_.data() + produced_, in_.bytes(), size);
    in_.skip_bytes(size + size % 2);
    produced_ += size;
  }

  void read_aligned_code() {
    std::array<std::uint8_t, kAlignedSymbols> lengths;
    in_.refill();
    for (auto& length : lengths) length = static_cast<std::uint8_t>(in_.take(3));
    if (!aligned_.build(lengths))
      fail_here("the aligned offsets of an LZX block have no full code");
  }

  void read_codes() {
    read_lengths(std::span(main_lengths_).first(kLiterals));
    read_lengths(std::span(main_lengths_).subspan(kLiterals));
    if (!main_.build(main_lengths_)) fail_here("the main code of an LZX block is not complete");
    read_lengths(length_lengths_);
    if (!length_.build(length_lengths_))
      fail_here("the length code of an LZX block is not complete");
  }

  // Code lengths are given as differences to those of the block before, in a code of their own.
  void read_lengths(std::span<std::uint8_t> lengths) {
    PreTable pre;
    read_pre_code(pre);
    for (std::size_t at = 0; at < lengths.size();) {
      in_.refill();
      unsigned symbol = pre.decode(in_);
      std::size_t run = 1;
      std::uint8_t length = 0;
      if (symbol == 17) {
        run = 4 + in_.take(4);
      } else if (symbol == 18) {
        run = 20 + in_.take(5);
      } else {
        if (symbol == 19) {
          run = 4 + in_.take(1);
          symbol = pre.decode(in_);
        }
        if (symbol > 16) fail_here("impossible code length in an LZX block");
        length = static_cast<std::uint8_t>((lengths[at] + 17 - symbol) % 17);
      }
      if (run > lengths.size() - at) fail_here("code lengths of an LZX block pass their alphabet");
      std::memset(lengths.data() + at, length, run);
      at += run;
    }
    if (in_.overrun()) fail_here("the LZX chunk ends in the middle of code lengths");
  }

  void read_pre_code(PreTable& pre) {
    std::array<std::uint8_t, kPreSymbols> lengths;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      if (i % 10 == 0) in_.refill();  // ten lengths of 4 bits
      lengths[i] = static_cast<std::uint8_t>(in_.take(4));
    }
    if (!pre.build(lengths))
      fail_here("the code of the code lengths of an LZX block is not complete");
  }

  template <bool kAligned>
  void decode_block(std::size_t size) {
    // Copies that nothing else can see stay in registers.
    WordBits in = in_;
    Recent recent = recent_;
    std::byte* target = out_.data() + produced_;
    std::byte* const block_end = target + size;
    std::byte* const end = out_.data() + out_.size();
    while (target != block_end) {
      in.refill();
      unsigned symbol = main_.decode(in);
      if (symbol < kLiterals) {
        *target++ = static_cast<std::byte>(symbol);
        if (target == block_end) break;
        symbol = main_.decode(in);
        if (symbol < kLiterals) {
          *target++ = static_cast<std::byte>(symbol);
          continue;
        }
        in.refill();
      }
      // 48 bits less a symbol of 16: enough for the length (16) and the distance (13); with the
      // aligned symbol, which needs more, only after another look.
      std::size_t length = symbol % kLengthHeaders;
      if (length == kLengthHeaders - 1) length += length_.decode(in);
      length += kLeastMatch;
      const unsigned slot = (symbol - kLiterals) / kLengthHeaders;
      if (slot >= kPositionSlots) [[unlikely]] {
        in_ = in;
        fail_here("bits of an LZX block are no code");
      }
      recent.use(slot, take_distance<kAligned>(in, slot));
      if (recent.last - 1 >= static_cast<std::size_t>(target - out_.data()) ||
          length > static_cast<std::size_t>(block_end - target)) [[unlikely]] {
        in_ = in;
        impossible_match(recent.last, length, static_cast<std::size_t>(target - out_.data()));
      }
      copy_match(target, recent.last, length, end);
      target += length;
    }
    in_ = in;
    recent_ = recent;
    produced_ += size;
  }

  // What slots of new distances stand for; anything for the others, which have no further bits.
  template <bool kAligned>
  std::uint32_t take_distance(WordBits& in, unsigned slot) const {
    const auto [base, bits] = kSlots[slot];
    std::uint32_t distance = base - kDistanceBias;
    if (kAligned && bits >= kAlignedBits) {
      in.refill();
      distance += in.take(bits - kAlignedBits) << kAlignedBits;
      distance += aligned_.decode(in);
    } else {
      distance += in.take(bits);
    }
    return distance;
  }

  [[noreturn]] void impossible_match(std::uint32_t distance, std::size_t length,
                                     std::size_t before) const {
    fail_here(
        fmt::format("an LZX match of {} bytes, {} back, is outside of its block or the chunk: "
                    "{} of {} bytes are decoded",
                    length, distance, before, out_.size()));
  }
  [[noreturn]] void fail_here(std::string_view what) const {
    fail_at(compressed_.origin() + std::min(in_.position(), compressed_.size()), "{}", what);
  }

  BytesView compressed_;
  WordBits in_;
  std::span<std::byte> out_;
  std::size_t produced_ = 0;
  Recent recent_;
  std::array<std::uint8_t, kMainSymbols> main_lengths_{};
  std::array<std::uint8_t, kLengthSymbols> length_lengths_{};
  MainTable main_;
  LengthTable length_;
  AlignedTable aligned_;
};

}  // namespace

void decompress_lzx(BytesView compressed, std::span<std::byte> out) {
  if (out.size() > kMostLzxBytes)
    fail(ErrorKind::invalid_argument, "an LZX chunk of {} bytes is larger than its window",
         out.size());
  Decoder(compressed, out).run();
  undo_e8_translation(out);
}

}  // namespace vixmount::codec
