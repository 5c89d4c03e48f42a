#include "guest/windows/base_block.hpp"

#include <cstddef>

namespace vixmount::guest::windows {

std::uint32_t base_block_checksum(const layout::BaseBlock& block) noexcept {
  constexpr std::size_t kWords = offsetof(layout::BaseBlock, checksum) / sizeof(le32);
  const BytesView bytes(std::as_bytes(std::span(&block, 1)));
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kWords; ++i) sum ^= bytes.le32_at(i * sizeof(le32));
  if (sum == 0) return 1;
  return sum == 0xFFFFFFFF ? 0xFFFFFFFE : sum;
}

std::optional<layout::BaseBlock> read_base_block(const BytesView& file) {
  if (file.size() < sizeof(layout::BaseBlock)) return std::nullopt;
  const auto block = file.get<layout::BaseBlock>(0);
  if (block.signature != layout::kBaseSignature || block.checksum != base_block_checksum(block))
    return std::nullopt;
  return block;
}

}  // namespace vixmount::guest::windows
