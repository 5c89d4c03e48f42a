// What the readers of file systems share: metadata through the cache is the volume's own, and
// Windows' names keep their order and their letters.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "fs/shared/metadata_cache.hpp"
#include "fs/shared/upcase.hpp"
#include "fs/shared/utf16_name.hpp"
#include "io/sources.hpp"
#include "tolerate.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs;

constexpr std::size_t kQuestion = 6;  // four bytes of offset, two of length
constexpr std::size_t kMostQuestions = 64;
// The input repeats, so that a few bytes are a volume of several pages with a part of one behind.
constexpr std::size_t kVolumeBytes = 5 * MetadataCache::kPageBytes / 2 + 123;

std::vector<std::byte> volume_of(BytesView input) {
  std::vector<std::byte> bytes(kVolumeBytes);
  for (std::size_t i = 0; i < bytes.size() && input.size() != 0; ++i)
    bytes[i] = std::byte{static_cast<unsigned char>(input.u8(i % input.size()) + i / 256)};
  return bytes;
}

void read_pieces(BytesView input) {
  const auto bytes = volume_of(input);
  const MetadataCache cache(std::make_shared<io::MemorySource>(bytes));
  MetadataCursor cursor(cache);
  const auto questions = std::min(input.size() / kQuestion, kMostQuestions);
  for (std::size_t i = 0; i < questions; ++i) {
    const std::uint64_t offset = input.le32_at(i * kQuestion) % (kVolumeBytes + 99);
    const std::size_t length = input.le16_at(i * kQuestion + 4) % MetadataCache::kPageBytes;
    bool answered = false;
    fuzz::tolerate([&] {
      const auto piece = cursor.view(offset, length);
      const auto again = cache.read(offset, length);
      if (!std::ranges::equal(piece.span(), again.view().span())) __builtin_trap();
      if (!std::equal(piece.span().begin(), piece.span().end(),
                      bytes.begin() + static_cast<std::ptrdiff_t>(offset)))
        __builtin_trap();
      answered = true;
    });
    if (length != 0 && answered != fits(offset, length, kVolumeBytes)) __builtin_trap();
  }
}

void compare_names(BytesView input) {
  const auto half = input.size() / 4 * 2;
  const Utf16View first(input.sub(0, half).span());
  const Utf16View second(input.sub(half, half).span());
  static const auto upcase = Upcase::standard();
  if (upcase->compare(first, second) != -upcase->compare(second, first)) __builtin_trap();
  if ((upcase->compare(first, second) == 0) != (first == second)) __builtin_trap();
  const auto text = to_utf8(first);
  const auto back = from_utf8(text);
  if (!back || !(Utf16View(*back) == first)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(std::as_bytes(std::span(data, size)));
  read_pieces(input);
  compare_names(input);
  return 0;
}
