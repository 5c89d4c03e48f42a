#include "fs/xfs/checksum.hpp"

#include "base/crc32c.hpp"

namespace vixmount::fs::xfs {

std::uint32_t checksum(std::span<const std::byte> bytes, std::size_t field) noexcept {
  auto sum = crc32c(0xFFFFFFFF, bytes.first(field));
  sum = crc32c(sum, 0U);
  return ~crc32c(sum, bytes.subspan(field + sizeof(std::uint32_t)));
}

}  // namespace vixmount::fs::xfs
