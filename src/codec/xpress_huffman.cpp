#include "codec/xpress_huffman.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/error.hpp"
#include "codec/copy_match.hpp"
#include "codec/huffman_table.hpp"
#include "codec/word_bits.hpp"

namespace vixmount::codec {
namespace {

// [MS-XCA] 2.2.4: 512 code lengths of 4 bits, the even symbol's in the lower half of a byte.
// Symbols from 256: 16 * (bits of the distance behind its highest one) + (length - 3, or 15: bytes
// follow).
constexpr unsigned kSymbols = 512;
constexpr std::size_t kTableBytes = kSymbols / 2;
constexpr unsigned kMostCodeBits = 15;
constexpr unsigned kLiterals = 256;
constexpr unsigned kLengthInBytes = 15;
constexpr unsigned kLeastMatch = 3;
// After a symbol the plain reader of [MS-XCA] holds 16 to 31 bits; bytes stand behind those words.
constexpr unsigned kBitsAhead = 16;

using Table = HuffmanTable<kSymbols, kMostCodeBits, 11>;

void read_table(BytesView compressed, Table& table) {
  if (compressed.size() < kTableBytes)
    fail_at(compressed.origin() + compressed.size(),
            "XPRESS chunk of {} bytes has no table of code lengths", compressed.size());
  std::array<std::uint8_t, kSymbols> lengths;
  for (std::size_t i = 0; i < kTableBytes; ++i) {
    const auto pair = std::to_integer<std::uint8_t>(compressed.data()[i]);
    lengths[2 * i] = pair & 0x0F;
    lengths[2 * i + 1] = pair >> 4;
  }
  if (!table.build(lengths))
    fail_at(compressed.origin(), "the code lengths of an XPRESS chunk are no complete code");
}

class Decoder {
 public:
  Decoder(BytesView compressed, const Table& table, std::span<std::byte> out) noexcept
      : compressed_(compressed),
        in_(compressed.span().subspan(kTableBytes)),
        table_(table),
        out_(out) {}

  void run() {
    auto in = in_;
    std::byte* target = out_.data();
    std::byte* const end = target + out_.size();
    while (target != end) {
      in.refill();
      unsigned symbol = table_.decode(in);
      if (symbol < kLiterals) {
        *target++ = static_cast<std::byte>(symbol);
        if (target == end) break;
        symbol = table_.decode(in);  // enough bits for two symbols and a distance
        if (symbol < kLiterals) {
          *target++ = static_cast<std::byte>(symbol);
          continue;
        }
      }
      std::size_t length = (symbol - kLiterals) % 16;
      const unsigned distance_bits = (symbol - kLiterals) / 16 % 16;
      if (length == kLengthInBytes) {
        // The length is in bytes between the words of the bit stream.
        in.give_back_words(kBitsAhead);
        if (symbol == Table::kNoSymbol || !in.has_bytes(3)) [[unlikely]]
          require_long_length(in, symbol);
        length += std::to_integer<std::size_t>(in.bytes()[0]);
        in.skip_bytes(1);
        if (length == kLengthInBytes + 0xFF) {
          length = std::to_integer<std::size_t>(in.bytes()[0]) |
                   std::to_integer<std::size_t>(in.bytes()[1]) << 8;
          if (length < kLengthInBytes) fail_here(in, "impossible length of an XPRESS match");
          in.skip_bytes(2);
        }
        in.refill();
      }
      length += kLeastMatch;
      const std::size_t distance = (std::size_t{1} << distance_bits) | in.take(distance_bits);
      const auto before = static_cast<std::size_t>(target - out_.data());
      if (distance > before || length > out_.size() - before) [[unlikely]]
        impossible_match(in, distance, length, before);
      copy_match(target, distance, length, end);
      target += length;
    }
    if (in.overrun()) fail_here(in, "the XPRESS chunk ends in the middle of its symbols");
  }

 private:
  // Throws when the bytes of a long length are not there.
  void require_long_length(WordBits in, unsigned symbol) const {
    if (symbol == Table::kNoSymbol) fail_here(in, "bits of an XPRESS chunk are no code");
    if (!in.has_bytes(1) || (in.bytes()[0] == std::byte{0xFF} && !in.has_bytes(3)))
      fail_here(in, "the XPRESS chunk ends in a match");
  }

  [[noreturn]] void impossible_match(WordBits in, std::size_t distance, std::size_t length,
                                     std::size_t before) const {
    fail_here(in,
              fmt::format("an XPRESS match of {} bytes, {} back, is outside of the chunk: {} of "
                          "{} bytes are decoded",
                          length, distance, before, out_.size()));
  }
  [[noreturn]] void fail_here(WordBits in, std::string_view what) const {
    const auto position = std::min(kTableBytes + in.position(), compressed_.size());
    fail_at(compressed_.origin() + position, "{}", what);
  }

  BytesView compressed_;
  WordBits in_;
  const Table& table_;
  std::span<std::byte> out_;
};

}  // namespace

void decompress_xpress_huffman(BytesView compressed, std::span<std::byte> out) {
  if (out.size() > kMostXpressBytes)
    fail(ErrorKind::invalid_argument, "an XPRESS chunk of {} bytes is more than one table serves",
         out.size());
  if (out.empty()) return;
  Table table;
  read_table(compressed, table);
  Decoder(compressed, table, out).run();
}

}  // namespace vixmount::codec
