#include "fs/ext/blocks.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ext {
namespace {
constexpr std::uint32_t kSmallestPage = 4096;
}

Blocks::Blocks(io::SourcePtr volume, const Superblock& superblock, bool verify_checksums)
    : volume_(std::move(volume)),
      superblock_(superblock),
      verify_checksums_(verify_checksums),
      verify_metadata_checksums_(verify_checksums && superblock.has_metadata_checksums()),
      page_size_(std::max(superblock.block_size, kSmallestPage)),
      slots_per_shard_(kMostCachedBytes / kShards / page_size_),
      shards_(std::make_unique<std::array<Shard, kShards>>()) {}

std::uint64_t Blocks::offset_of(std::uint64_t block, std::string_view what) const {
  if (block >= superblock_.block_count) [[unlikely]]
    fail(ErrorKind::damaged, "{}: block {} is outside of the {} blocks of the file system", what,
         block, superblock_.block_count);
  const auto offset = block * superblock_.block_size;
  if (!fits(offset, superblock_.block_size, volume_->size())) [[unlikely]]
    fail_at(offset, "{}: block {} is behind the end of the volume ({} bytes)", what, block,
            volume_->size());
  return offset;
}

CachedBytes Blocks::read(std::uint64_t block, std::string_view what) const {
  return read_bytes(offset_of(block, what), superblock_.block_size);
}

CachedBytes Blocks::read_bytes(std::uint64_t offset, std::uint32_t length) const {
  const auto number = offset / page_size_;
  const auto within = static_cast<std::size_t>(offset % page_size_);
  auto bytes = page(number);
  if (!fits(within, length, bytes->size())) [[unlikely]]
    fail_at(offset, "{} bytes are behind the end of the volume ({} bytes)", length,
            volume_->size());
  const BytesView view(std::span<const std::byte>(*bytes).subspan(within, length), offset);
  return {std::move(bytes), view};
}

Blocks::PagePtr Blocks::page(std::uint64_t number) const {
  auto& shard = (*shards_)[number % kShards];
  {
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.index.find(number); found != shard.index.end()) {
      auto& slot = shard.slots[found->second];
      slot.recently_used = true;
      return slot.bytes;
    }
  }
  // Read outside of the lock: two threads may read the same page, which is harmless.
  auto bytes = load(number);
  remember(shard, number, bytes);
  return bytes;
}

Blocks::PagePtr Blocks::load(std::uint64_t number) const {
  const auto offset = number * page_size_;
  if (offset >= volume_->size()) return std::make_shared<const CachedBytes::Page>();
  const auto length = std::min<std::uint64_t>(page_size_, volume_->size() - offset);
  return std::make_shared<const CachedBytes::Page>(
      io::read_bytes(*volume_, offset, static_cast<std::size_t>(length)));
}

void Blocks::remember(Shard& shard, std::uint64_t number, const PagePtr& bytes) const {
  const std::lock_guard lock(shard.mutex);
  if (shard.index.contains(number)) return;
  if (shard.slots.size() < slots_per_shard_) {
    shard.index[number] = static_cast<std::uint32_t>(shard.slots.size());
    shard.slots.push_back({number, bytes, false});
    return;
  }
  // Every pass clears marks, so the second round at the latest finds a slot.
  while (shard.slots[shard.hand].recently_used) {
    shard.slots[shard.hand].recently_used = false;
    shard.hand = static_cast<std::uint32_t>((shard.hand + 1) % shard.slots.size());
  }
  auto& slot = shard.slots[shard.hand];
  shard.index.erase(slot.page);
  shard.index[number] = shard.hand;
  slot = {number, bytes, false};
  shard.hand = static_cast<std::uint32_t>((shard.hand + 1) % shard.slots.size());
}

}  // namespace vixmount::fs::ext
