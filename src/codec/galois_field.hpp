// The sums that parity is made of.
//
// P is the exclusive or of the data. Q is a sum in the field of 2^8 elements: bytes are polynomials
// over one bit modulo x^8 + x^4 + x^3 + x^2 + 1 (0x11d), the generator is x (2), and the data of
// exponent e counts times 2^e.
// Source: H. Peter Anvin, The mathematics of RAID-6; Linux lib/raid6 (behaviour).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vixmount::codec {

std::uint8_t multiply(std::uint8_t a, std::uint8_t b) noexcept;
std::uint8_t inverse(std::uint8_t a) noexcept;          // a must not be 0
std::uint8_t power_of_two(unsigned exponent) noexcept;  // 2 ^ exponent

// to[i] += from[i]. The spans have the same size and do not overlap; here and below.
void add(std::span<std::byte> to, std::span<const std::byte> from) noexcept;
// to[i] += factor * from[i]
void add_product(std::span<std::byte> to, std::span<const std::byte> from,
                 std::uint8_t factor) noexcept;
// to[i] *= factor
void scale(std::span<std::byte> to, std::uint8_t factor) noexcept;

}  // namespace vixmount::codec
