#include "codec/lzfse.hpp"

#include <cstring>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "codec/copy_match.hpp"
#include "codec/fse_table.hpp"
#include "codec/lzvn.hpp"

namespace vixmount::codec {
namespace {

constexpr std::size_t kLengthSymbols = 20, kDistanceSymbols = 64, kLiteralSymbols = 256;
constexpr std::size_t kLengthStates = 64, kDistanceStates = 256, kLiteralStates = 1024;
constexpr std::size_t kStreams = 4;  // of literals, interleaved
// A block holds no more: the encoder begins a new one.
constexpr std::size_t kMostMatches = 10000, kMostLiterals = 4 * kMostMatches;

// A symbol stands for values from `base` on, told apart by further bits.
struct Value {
  std::uint32_t base;
  std::uint8_t bits;
};

template <std::size_t N>
constexpr std::array<Value, N> make_values(const std::array<std::uint8_t, N>& bits) {
  std::array<Value, N> out{};
  std::uint32_t base = 0;
  for (std::size_t i = 0; i < N; ++i) {
    out[i] = {base, bits[i]};
    base += 1U << bits[i];
  }
  return out;
}

// Sixteen lengths of their own, then four ranges.
constexpr std::array<std::uint8_t, kLengthSymbols> length_bits(std::array<std::uint8_t, 4> last) {
  std::array<std::uint8_t, kLengthSymbols> out{};
  for (std::size_t i = 0; i < last.size(); ++i) out[16 + i] = last[i];
  return out;
}
constexpr auto kLiteralRuns = make_values(length_bits({2, 3, 5, 8}));
constexpr auto kMatches = make_values(length_bits({3, 5, 8, 11}));
constexpr auto kDistances = [] {
  std::array<std::uint8_t, kDistanceSymbols> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<std::uint8_t>(i / 4);
  return make_values(bits);
}();
static_assert(kDistances.back().base == 229372 && kMatches.back().base == 312);

// The head of a block of version 2.
struct Head {
  std::size_t header_bytes;
  std::size_t content_bytes;
  std::size_t literals;
  std::size_t literal_bytes;
  std::size_t matches;
  std::size_t match_bytes;
  unsigned literal_unused;
  unsigned match_unused;
  std::array<std::uint16_t, kStreams> literal_states;
  std::uint16_t run_state;
  std::uint16_t match_state;
  std::uint16_t distance_state;
  // Of runs, matches, distances, literals.
  std::array<std::uint16_t, 2 * kLengthSymbols + kDistanceSymbols + kLiteralSymbols> frequencies;
};

constexpr std::size_t kFixedHead = 32;

constexpr std::uint32_t field(std::uint64_t word, unsigned at, unsigned bits) noexcept {
  return static_cast<std::uint32_t>(word >> at & ((std::uint64_t{1} << bits) - 1));
}

// Frequencies are written with two to fourteen bits, small ones short.
class FrequencyReader {
 public:
  explicit FrequencyReader(BytesView bytes) noexcept : bytes_(bytes) {}

  std::uint16_t next() {
    const auto bits = peek();
    if ((bits & 1) == 0) return take(2, bits >> 1 & 1);
    if ((bits & 2) == 0) return take(3, 2 + (bits >> 2 & 1));
    if ((bits & 4) == 0) return take(5, 4 + (bits >> 3 & 3));
    if ((bits & 8) == 0) return take(8, 8 + (bits >> 4 & 15));
    return take(14, 24 + (bits >> 4 & 1023));
  }

 private:
  std::uint32_t peek() const {
    std::uint32_t out = 0;
    for (std::size_t i = 3; i-- > 0;)
      if (at_ / 8 + i < bytes_.size()) out |= std::uint32_t{bytes_.u8(at_ / 8 + i)} << 8 * i;
    return out >> at_ % 8;
  }
  std::uint16_t take(unsigned count, std::uint32_t value) {
    at_ += count;
    if (at_ > bytes_.size() * 8)
      fail_at(bytes_.origin(), "the frequencies of an LZFSE block are cut off");
    return static_cast<std::uint16_t>(value);
  }

  BytesView bytes_;
  std::size_t at_ = 0;  // bits
};

Head parse_head(BytesView block) {
  Head out{};
  const auto first = block.le64_at(8), second = block.le64_at(16), third = block.le64_at(24);
  out.content_bytes = block.le32_at(4);
  out.literals = field(first, 0, 20);
  out.literal_bytes = field(first, 20, 20);
  out.matches = field(first, 40, 20);
  out.literal_unused = 7 - field(first, 60, 3);
  for (unsigned i = 0; i < kStreams; ++i)
    out.literal_states[i] = static_cast<std::uint16_t>(field(second, 10 * i, 10));
  out.match_bytes = field(second, 40, 20);
  out.match_unused = 7 - field(second, 60, 3);
  out.header_bytes = field(third, 0, 32);
  out.run_state = static_cast<std::uint16_t>(field(third, 32, 10));
  out.match_state = static_cast<std::uint16_t>(field(third, 42, 10));
  out.distance_state = static_cast<std::uint16_t>(field(third, 52, 10));
  if (out.literals > kMostLiterals || out.literals % kStreams != 0 || out.matches > kMostMatches ||
      out.header_bytes < kFixedHead || out.run_state >= kLengthStates ||
      out.match_state >= kLengthStates || out.distance_state >= kDistanceStates)
    fail_at(block.origin(), "the head of an LZFSE block holds what cannot be");
  if (out.header_bytes > kFixedHead) {
    FrequencyReader reader(block.sub(kFixedHead, out.header_bytes - kFixedHead));
    for (auto& frequency : out.frequencies) frequency = reader.next();
  }
  return out;
}

using Literals = std::vector<std::byte>;

Literals decode_literals(const Head& head, BytesView stream) {
  Literals out(head.literals);
  if (out.empty()) return out;
  const std::span all(head.frequencies);
  const FseTable<kLiteralStates> table(all.last(kLiteralSymbols), stream.origin());
  if (table.empty()) fail_at(stream.origin(), "literals of an LZFSE block without frequencies");
  FseBits bits(stream, head.literal_unused);
  auto states = head.literal_states;
  for (std::size_t i = 0; i < out.size(); i += kStreams)
    for (std::size_t k = 0; k < kStreams; ++k)
      out[i + k] = static_cast<std::byte>(table.next(states[k], bits));
  return out;
}

// The runs of literals, matches and distances of one block.
class MatchDecoder {
 public:
  MatchDecoder(const Head& head, BytesView stream)
      : position_(stream.origin()),
        bits_(stream, head.match_unused),
        runs_(part(head, 0, kLengthSymbols), position_),
        matches_(part(head, kLengthSymbols, kLengthSymbols), position_),
        distances_(part(head, 2 * kLengthSymbols, kDistanceSymbols), position_),
        run_state_(head.run_state),
        match_state_(head.match_state),
        distance_state_(head.distance_state) {
    if (head.matches != 0 && (runs_.empty() || matches_.empty() || distances_.empty()))
      fail_at(position_, "matches of an LZFSE block without frequencies");
  }

  // Decodes into `out` from `at` on and returns where it stopped.
  std::size_t decode(std::size_t count, const Literals& literals, std::span<std::byte> out,
                     std::size_t at) {
    std::size_t used = 0, distance = 0;
    for (; count != 0; --count) {
      const std::size_t run = next(runs_, run_state_, kLiteralRuns);
      const std::size_t match = next(matches_, match_state_, kMatches);
      if (const auto given = next(distances_, distance_state_, kDistances); given != 0)
        distance = given;
      if (run > literals.size() - used) fail_here("needs more literals than it has");
      if (run > out.size() - at || match > out.size() - at - run)
        fail_here("holds more than its content");
      if (run != 0) std::memcpy(out.data() + at, literals.data() + used, run);  // there may be none
      used += run;
      at += run;
      if (match == 0) continue;
      if (distance == 0 || distance > at) fail_here("has a match in front of the content");
      copy_match(out.data() + at, distance, match, out.data() + out.size());
      at += match;
    }
    return at;
  }

 private:
  static std::span<const std::uint16_t> part(const Head& head, std::size_t first,
                                             std::size_t count) {
    return std::span(head.frequencies).subspan(first, count);
  }
  template <std::size_t States, std::size_t Symbols>
  std::uint32_t next(const FseTable<States>& table, std::uint16_t& state,
                     const std::array<Value, Symbols>& values) {
    const auto& value = values[table.symbol_of(state)];
    state = table.follow(state, bits_);
    return value.base + bits_.pull(value.bits);
  }
  [[noreturn]] void fail_here(std::string_view what) const {
    fail_at(position_, "an LZFSE block {}", what);
  }

  std::uint64_t position_;
  FseBits bits_;
  FseTable<kLengthStates> runs_;
  FseTable<kLengthStates> matches_;
  FseTable<kDistanceStates> distances_;
  std::uint16_t run_state_;
  std::uint16_t match_state_;
  std::uint16_t distance_state_;
};

// A block, from its magic on. Each fills its content at `at` and returns the block's bytes.
std::size_t decode_entropy_block(BytesView block, std::span<std::byte> out, std::size_t& at) {
  const auto head = parse_head(block);
  if (head.content_bytes > out.size() - at)
    fail_at(block.origin() + 4, "an LZFSE block of {} bytes, where {} are left",
            head.content_bytes, out.size() - at);
  const auto literals =
      decode_literals(head, block.sub(head.header_bytes, head.literal_bytes));
  const auto stream = block.sub(head.header_bytes + head.literal_bytes, head.match_bytes);
  const auto end = at + head.content_bytes;
  const auto stopped =
      MatchDecoder(head, stream).decode(head.matches, literals, out.first(end), at);
  if (stopped != end) fail_at(block.origin() + 4, "an LZFSE block ends before its content");
  at = end;
  return head.header_bytes + head.literal_bytes + head.match_bytes;
}

std::size_t decode_lzvn_block(BytesView block, std::span<std::byte> out, std::size_t& at) {
  constexpr std::size_t kHead = 12;
  const std::size_t content = block.le32_at(4), stored = block.le32_at(8);
  if (content > out.size() - at)
    fail_at(block.origin() + 4, "an LZVN block of {} bytes, where {} are left", content,
            out.size() - at);
  decompress_lzvn(block.sub(kHead, stored), out.first(at + content), at);
  at += content;
  return kHead + stored;
}

std::size_t copy_plain_block(BytesView block, std::span<std::byte> out, std::size_t& at) {
  constexpr std::size_t kHead = 8;
  const std::size_t content = block.le32_at(4);
  const auto bytes = block.sub(kHead, content);
  if (content > out.size() - at)
    fail_at(block.origin() + 4, "a plain block of {} bytes, where {} are left", content,
            out.size() - at);
  if (content != 0) std::memcpy(out.data() + at, bytes.data(), content);
  at += content;
  return kHead + content;
}

}  // namespace

void decompress_lzfse(BytesView compressed, std::span<std::byte> out) {
  std::size_t at = 0;
  while (at < out.size()) {
    const auto magic = compressed.text(0, 4);
    std::size_t bytes = 0;
    if (magic == "bvx2")
      bytes = decode_entropy_block(compressed, out, at);
    else if (magic == "bvxn")
      bytes = decode_lzvn_block(compressed, out, at);
    else if (magic == "bvx-")
      bytes = copy_plain_block(compressed, out, at);
    else if (magic == "bvx1")
      fail_at(compressed.origin(), "an LZFSE block of version 1, which no encoder writes");
    else
      fail_at(compressed.origin(), "{}",
              magic == "bvx$" ? "an LZFSE stream ends before its content"
                              : "no LZFSE block is there");
    compressed = compressed.from(bytes);
  }
}

}  // namespace vixmount::codec
