#include "codec/lznt1.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/error.hpp"
#include "codec/copy_match.hpp"

namespace vixmount::codec {
namespace {

// The head of a chunk, 16 bits: compressed, signature 3, size of what follows - 1. 0: the end.
constexpr std::size_t kHeadBytes = 2;
constexpr unsigned kCompressedFlag = 0x8000;
constexpr unsigned kSignatureMask = 0x7000;
constexpr unsigned kSignature = 0x3000;
constexpr unsigned kSizeMask = 0x0FFF;
constexpr unsigned kGroup = 8;  // elements behind a byte of flags
constexpr unsigned kLeastMatch = 3;
// What a group may take from the source, and what copying eight literals may read behind that.
constexpr std::ptrdiff_t kAwayFromEnd = 2 * kGroup + kGroup;

// Where decoding stands in one chunk. A value: what it points to cannot overlap it, and so it stays
// in registers.
struct Place {
  const std::byte* source;
  std::byte* target;
};

// The two ends of one compressed chunk, and what it decodes to.
class Chunk {
 public:
  Chunk(BytesView compressed, std::span<std::byte> out) noexcept
      : compressed_(compressed), out_(out) {}

  // The bytes it stands for.
  std::size_t decode() const {
    const std::byte* const source_end = compressed_.data() + compressed_.size();
    Place at{compressed_.data(), out_.data()};
    while (at.source != source_end) {
      const auto flags = std::to_integer<unsigned>(*at.source++);
      at = source_end - at.source >= kAwayFromEnd ? decode_group(at, flags)
                                                  : decode_elements(at, flags, kGroup);
    }
    return static_cast<std::size_t>(at.target - out_.data());
  }

 private:
  std::byte* end() const noexcept { return out_.data() + out_.size(); }

  // Literals up to the next match, the match, and so on. Literals are copied eight at a time.
  Place decode_group(Place at, unsigned flags) const {
    std::byte* const end = this->end();
    unsigned left = kGroup;
    flags |= 1U << kGroup;  // behind the last element
    for (;;) {
      if (end - at.target < static_cast<std::ptrdiff_t>(kGroup)) [[unlikely]]
        return decode_elements(at, flags, left);
      const auto literals = static_cast<unsigned>(std::countr_zero(flags));
      std::memcpy(at.target, at.source, kGroup);
      at.target += literals;
      at.source += literals;
      if (literals == left) return at;
      left -= literals + 1;
      flags >>= literals + 1;
      at = copy_one_match(at);
    }
  }

  [[gnu::noinline]] Place decode_elements(Place at, unsigned flags, unsigned count) const {
    const std::byte* const source_end = compressed_.data() + compressed_.size();
    for (; count != 0 && at.source != source_end; --count, flags >>= 1) {
      if ((flags & 1) != 0) {
        if (source_end - at.source < 2) fail_here(at, "an LZNT1 chunk ends in a match");
        at = copy_one_match(at);
      } else {
        if (at.target == end()) fail_here(at, "an LZNT1 chunk holds more than it stands for");
        *at.target++ = *at.source++;
      }
    }
    return at;
  }

  // A match is a word; the further in the chunk, the more of its bits are distance. The caller has
  // looked that the word is there.
  Place copy_one_match(Place at) const {
    const auto before = static_cast<unsigned>(at.target - out_.data());
    const unsigned word =
        std::to_integer<unsigned>(at.source[0]) | std::to_integer<unsigned>(at.source[1]) << 8;
    // 4 bits of distance in the first 16 bytes, one more with each doubling, at most 12.
    const unsigned distance_bits =
        static_cast<unsigned>(std::bit_width(((before - 1) & (kLznt1ChunkBytes - 1)) | 15U));
    const unsigned length_bits = 16 - distance_bits;
    const std::size_t distance = (word >> length_bits) + 1;
    const std::size_t length = (word & ((1U << length_bits) - 1)) + kLeastMatch;
    if (distance > before) [[unlikely]]
      fail_here(at, "an LZNT1 match begins in front of its chunk");
    if (length > static_cast<std::size_t>(end() - at.target)) [[unlikely]]
      fail_here(at, "an LZNT1 chunk holds more than it stands for");
    copy_match(at.target, distance, length, end());
    return {at.source + 2, at.target + length};
  }

  [[noreturn]] void fail_here(Place at, std::string_view what) const {
    fail_at(compressed_.origin() + static_cast<std::size_t>(at.source - compressed_.data()), "{}",
            what);
  }

  BytesView compressed_;
  std::span<std::byte> out_;
};

// The content of the chunk `body` into `out`, which has 4 KiB; the bytes before the zeros.
std::size_t decode_chunk(BytesView body, bool compressed, std::span<std::byte> out) {
  std::size_t produced = body.size();
  if (compressed) {
    produced = Chunk(body, out).decode();
  } else {
    std::memcpy(out.data(), body.data(), body.size());
  }
  std::memset(out.data() + produced, 0, out.size() - produced);
  return produced;
}

}  // namespace

std::size_t decompress_lznt1(BytesView compressed, std::span<std::byte> out) {
  std::size_t begin = 0, end = 0;  // of the chunk in `out`; `end` without its zeros
  while (begin < out.size() && compressed.size() >= kHeadBytes) {
    const unsigned head = compressed.le16_at(0);
    if (head == 0) break;
    if ((head & kSignatureMask) != kSignature)
      fail_at(compressed.origin(), "{:#06x} is no head of an LZNT1 chunk", head);
    const std::size_t size = (head & kSizeMask) + 1;
    if (size > compressed.size() - kHeadBytes)
      fail_at(compressed.origin(),
              "an LZNT1 chunk of {} bytes passes the end of the {} that are there", size,
              compressed.size() - kHeadBytes);
    const auto body = compressed.sub(kHeadBytes, size);
    const bool is_compressed = (head & kCompressedFlag) != 0;
    const auto target = out.subspan(begin);
    if (target.size() >= kLznt1ChunkBytes) {
      end = begin + decode_chunk(body, is_compressed, target.first(kLznt1ChunkBytes));
    } else {
      std::array<std::byte, kLznt1ChunkBytes> whole;
      end = begin + std::min(decode_chunk(body, is_compressed, whole), target.size());
      std::copy_n(whole.begin(), target.size(), target.begin());
    }
    begin += std::min(kLznt1ChunkBytes, target.size());
    compressed = compressed.from(kHeadBytes + size);
  }
  if (begin < out.size()) std::memset(out.data() + begin, 0, out.size() - begin);
  return end;
}

}  // namespace vixmount::codec
