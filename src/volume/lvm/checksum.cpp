#include "volume/lvm/checksum.hpp"

#include <libdeflate.h>

namespace vixmount::volume::lvm {

std::uint32_t checksum(std::span<const std::byte> bytes, std::uint32_t start) noexcept {
  if (bytes.empty()) return start;  // libdeflate takes no bytes at null for a question
  // It inverts at both ends.
  return ~libdeflate_crc32(~start, bytes.data(), bytes.size());
}

}  // namespace vixmount::volume::lvm
