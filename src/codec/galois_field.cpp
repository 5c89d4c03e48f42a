#include "codec/galois_field.hpp"

#include <array>
#include <cstring>

#include "base/processor.hpp"

#ifdef VIXMOUNT_X86_FEATURES
#include <immintrin.h>
#endif

namespace vixmount::codec {
namespace {

constexpr unsigned kPolynomial = 0x11d;
constexpr unsigned kPowers = 255;  // then they repeat

struct Logarithms {
  std::array<std::uint8_t, kPowers> power{};
  std::array<std::uint8_t, 256> logarithm{};  // [0] is not used
};
constexpr Logarithms make_logarithms() {
  Logarithms tables;
  unsigned value = 1;
  for (unsigned i = 0; i < kPowers; ++i) {
    tables.power[i] = static_cast<std::uint8_t>(value);
    tables.logarithm[value] = static_cast<std::uint8_t>(i);
    value <<= 1;
    if (value > 0xFF) value ^= kPolynomial;
  }
  return tables;
}
constexpr auto kTables = make_logarithms();

// The products of a factor with every byte, split in halves: a byte's product is the sum of its
// lower and its upper half's.
struct Products {
  explicit Products(std::uint8_t factor) noexcept {
    for (unsigned i = 0; i < 16; ++i) {
      low[i] = multiply(factor, static_cast<std::uint8_t>(i));
      high[i] = multiply(factor, static_cast<std::uint8_t>(i << 4));
    }
  }
  std::uint8_t of(std::byte value) const noexcept {
    const auto number = std::to_integer<unsigned>(value);
    return low[number & 15] ^ high[number >> 4];
  }
  alignas(16) std::array<std::uint8_t, 16> low;
  alignas(16) std::array<std::uint8_t, 16> high;
};

// to = (kAdd ? to : 0) + factor * from, for what the processor takes at a time; how many bytes it
// has done.
#ifdef VIXMOUNT_X86_FEATURES
template <bool kAdd>
__attribute__((target("avx2"))) std::size_t multiply_by_processor(
    std::byte* to, const std::byte* from, std::size_t size, const Products& products) noexcept {
  const __m256i low = _mm256_broadcastsi128_si256(
      _mm_load_si128(reinterpret_cast<const __m128i*>(products.low.data())));
  const __m256i high = _mm256_broadcastsi128_si256(
      _mm_load_si128(reinterpret_cast<const __m128i*>(products.high.data())));
  const __m256i mask = _mm256_set1_epi8(15);
  std::size_t done = 0;
  for (; size - done >= sizeof(__m256i); done += sizeof(__m256i)) {
    const __m256i in = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + done));
    const __m256i lower = _mm256_shuffle_epi8(low, _mm256_and_si256(in, mask));
    const __m256i upper =
        _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi64(in, 4), mask));
    __m256i product = _mm256_xor_si256(lower, upper);
    auto* const place = reinterpret_cast<__m256i*>(to + done);
    if constexpr (kAdd) product = _mm256_xor_si256(product, _mm256_loadu_si256(place));
    _mm256_storeu_si256(place, product);
  }
  return done;
}
#endif

template <bool kAdd>
void multiply_all(std::byte* to, const std::byte* from, std::size_t size,
                  std::uint8_t factor) noexcept {
  const Products products(factor);
  std::size_t done = 0;
#ifdef VIXMOUNT_X86_FEATURES
  static const bool kByProcessor = processor_has_avx2();
  if (kByProcessor) done = multiply_by_processor<kAdd>(to, from, size, products);
#endif
  for (; done < size; ++done) {
    const std::byte product{products.of(from[done])};
    to[done] = kAdd ? to[done] ^ product : product;
  }
}

}  // namespace

std::uint8_t multiply(std::uint8_t a, std::uint8_t b) noexcept {
  if (a == 0 || b == 0) return 0;
  return kTables.power[(kTables.logarithm[a] + kTables.logarithm[b]) % kPowers];
}

std::uint8_t inverse(std::uint8_t a) noexcept {
  return kTables.power[(kPowers - kTables.logarithm[a]) % kPowers];
}

std::uint8_t power_of_two(unsigned exponent) noexcept { return kTables.power[exponent % kPowers]; }

void add(std::span<std::byte> to, std::span<const std::byte> from) noexcept {
  // Blocks of a fixed size: the compiler makes vector instructions of them.
  using Block = std::array<std::uint64_t, 8>;
  std::size_t done = 0;
  for (; to.size() - done >= sizeof(Block); done += sizeof(Block)) {
    Block sum;
    Block other;
    std::memcpy(sum.data(), to.data() + done, sizeof(Block));
    std::memcpy(other.data(), from.data() + done, sizeof(Block));
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] ^= other[i];
    std::memcpy(to.data() + done, sum.data(), sizeof(Block));
  }
  for (; done < to.size(); ++done) to[done] ^= from[done];
}

void add_product(std::span<std::byte> to, std::span<const std::byte> from,
                 std::uint8_t factor) noexcept {
  multiply_all<true>(to.data(), from.data(), to.size(), factor);
}

void scale(std::span<std::byte> to, std::uint8_t factor) noexcept {
  multiply_all<false>(to.data(), to.data(), to.size(), factor);
}

}  // namespace vixmount::codec
