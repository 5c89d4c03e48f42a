#include "fs/ext/journal/checksum.hpp"

#include <isa-l/crc.h>

namespace vixmount::fs::ext::jbd2 {

std::uint32_t crc32_big_endian(std::uint32_t state, std::span<const std::byte> bytes) noexcept {
  // isa-l inverts on the way in and on the way out.
  return ~::crc32_ieee(~state, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace vixmount::fs::ext::jbd2
