#include "io/overlay_source.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::io {

OverlaySource::OverlaySource(SourcePtr base, std::uint32_t block_size, std::uint64_t most_memory)
    : base_(std::move(base)), block_size_(block_size), most_memory_(most_memory) {
  if (!is_power_of_two(block_size)) fail(ErrorKind::internal, "overlay block size {}", block_size);
}

void OverlaySource::require_block(std::uint64_t block) const {
  if (block >= size() / block_size_)
    fail(ErrorKind::damaged, "a journal changes block {} of a volume of {} blocks", block,
         size() / block_size_);
}

void OverlaySource::account_for_new_memory() {
  if (memory_used_ + block_size_ > most_memory_)
    fail(ErrorKind::limit_exceeded, "replayed changes need more than {} bytes of memory",
         most_memory_);
  memory_used_ += block_size_;
}

void OverlaySource::restore(std::uint64_t block) {
  const auto found = blocks_.find(block);
  if (found == blocks_.end()) return;
  if (std::holds_alternative<Memory>(found->second)) memory_used_ -= block_size_;
  blocks_.erase(found);
}

void OverlaySource::redirect(std::uint64_t block, std::uint64_t base_offset) {
  require_block(block);
  if (!fits(base_offset, block_size_, base_->size()))
    fail(ErrorKind::damaged, "a journal block lies outside of the volume, at byte {}", base_offset);
  restore(block);
  blocks_.emplace(block, Elsewhere{base_offset});
}

void OverlaySource::replace(std::uint64_t block, std::span<const std::byte> bytes) {
  require_block(block);
  if (bytes.size() != block_size_) fail(ErrorKind::internal, "block of {} bytes", bytes.size());
  restore(block);
  account_for_new_memory();
  blocks_.emplace(block, Memory(bytes.begin(), bytes.end()));
}

OverlaySource::Memory& OverlaySource::make_writable(std::uint64_t block) {
  require_block(block);
  if (const auto found = blocks_.find(block);
      found != blocks_.end() && std::holds_alternative<Memory>(found->second))
    return std::get<Memory>(found->second);
  replace(block, read_bytes(*this, block * block_size_, block_size_));
  return std::get<Memory>(blocks_.at(block));
}

void OverlaySource::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto in_block = static_cast<std::size_t>(offset % block_size_);
    const auto count = std::min<std::size_t>(bytes.size(), block_size_ - in_block);
    auto& memory = make_writable(offset / block_size_);
    std::memcpy(memory.data() + in_block, bytes.data(), count);
    offset += count;
    bytes = bytes.subspan(count);
  }
}

Extent OverlaySource::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto block = offset / block_size_;
  const auto in_block = offset % block_size_;
  const auto next = blocks_.lower_bound(block);
  if (next == blocks_.end()) return base_->map(offset, length);
  if (next->first != block)
    return base_->map(offset, std::min(length, next->first * block_size_ - offset));
  const auto here = std::min(length, block_size_ - in_block);
  if (const auto* elsewhere = std::get_if<Elsewhere>(&next->second))
    return base_->map(elsewhere->base_offset + in_block, here);
  return Extent::through(*this, offset, here);
}

void OverlaySource::do_read_opaque(std::uint64_t position, std::span<std::byte> out) const {
  // Joined extents may span several blocks in memory.
  while (!out.empty()) {
    const auto in_block = static_cast<std::size_t>(position % block_size_);
    const auto count = std::min<std::size_t>(out.size(), block_size_ - in_block);
    const auto& memory = std::get<Memory>(blocks_.at(position / block_size_));
    std::memcpy(out.data(), memory.data() + in_block, count);
    position += count;
    out = out.subspan(count);
  }
}

}  // namespace vixmount::io
