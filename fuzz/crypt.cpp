// Sector ciphers by hostile names and keys, and the anti-forensic merge. The input: four bytes of
// numbers, the cipher's name up to a NUL, the key up to 64 bytes, the sectors.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "io/sources.hpp"
#include "tolerate.hpp"
#include "volume/crypt/anti_forensic.hpp"
#include "volume/crypt/evp_cipher.hpp"

namespace {

using namespace vixmount;

// Any part of the source must be what the same part of the whole is.
void read_parts(const io::ByteSource& source, std::uint64_t offset) {
  const auto whole = io::read_bytes(source, 0, source.size());
  const auto begin = offset % (source.size() + 1);
  const auto part = io::read_bytes(source, begin, source.size() - begin);
  if (!std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(begin)))
    __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kNumbers = 4;
  constexpr std::size_t kMostBytes = 1 << 20;
  if (size < kNumbers || size > kMostBytes) return 0;
  const BytesView input(std::as_bytes(std::span(data, size)));
  const std::size_t sector_size = std::size_t{input.u8(0)} * 64;
  const std::size_t key_bytes = std::min<std::size_t>(input.u8(1), size - kNumbers);
  const auto text = input.text_until_nul(kNumbers, size - kNumbers);
  const auto rest = input.from(std::min(kNumbers + text.size() + 1, size));
  const auto key = rest.span().first(std::min(key_bytes, rest.size()));
  const auto sectors = rest.from(key.size()).span();
  fuzz::tolerate([&] {
    const auto cipher = volume::crypt::make_sector_cipher(text, key, sector_size, {input.u8(2), 3});
    const auto source = volume::crypt::make_decrypting_source(
        std::make_shared<io::MemorySource>(std::vector(sectors.begin(), sectors.end())), cipher,
        input.u8(3));
    read_parts(*source, input.u8(2) * std::uint64_t{input.u8(3)});
  });
  fuzz::tolerate([&] {
    volume::crypt::merge_stripes(sectors, input.u8(1), input.u8(2), text);
  });
  return 0;
}
