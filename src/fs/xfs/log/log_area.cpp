#include "fs/xfs/log/log_area.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/xfs/log/layout.hpp"

namespace vixmount::fs::xfs::log {
namespace {
constexpr std::uint64_t kMostLogBytes = std::uint64_t{1} << 31;  // the format's limit
}

LogArea::LogArea(const Blocks& blocks) : volume_(blocks.volume()) {
  const auto& raw = blocks.superblock().raw;
  const std::uint64_t bytes = std::uint64_t{raw.log_blocks} * blocks.block_size();
  begin_ = blocks.offset_of(raw.log_start, raw.log_blocks, "log");
  if (bytes < 2 * layout::kBlockBytes || bytes > kMostLogBytes)
    fail_at(begin_, "log of {} bytes", bytes);
  size_ = static_cast<std::uint32_t>(bytes / layout::kBlockBytes);
}

std::uint64_t LogArea::offset_of(std::uint32_t block) const noexcept {
  return begin_ + std::uint64_t{block} * layout::kBlockBytes;
}

std::vector<std::byte> LogArea::read(std::uint32_t block, std::uint32_t count) const {
  std::vector<std::byte> out(std::size_t{count} * layout::kBlockBytes);
  const auto first = std::size_t{std::min(count, size_ - block)} * layout::kBlockBytes;
  volume_->read(offset_of(block), std::span(out).first(first));
  volume_->read(begin_, std::span(out).subspan(first));
  return out;
}

std::uint32_t LogArea::cycle(std::uint32_t block) const {
  const auto bytes = io::read_bytes(*volume_, offset_of(block), 2 * sizeof(be32));
  return cycle_of(BytesView(bytes));
}

std::uint32_t cycle_of(BytesView block) {
  const auto first = block.be32_at(0);
  return first == layout::kRecordMagic ? block.be32_at(sizeof(be32)) : first;
}

}  // namespace vixmount::fs::xfs::log
