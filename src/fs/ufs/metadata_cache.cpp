#include "fs/ufs/metadata_cache.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::ufs {

MetadataCache::MetadataCache(io::SourcePtr volume)
    : volume_(std::move(volume)), slots_(std::make_unique<std::array<Slot, kPages>>()) {}

CachedBytes MetadataCache::read(std::uint64_t offset, std::size_t length) const {
  if (!fits(offset, length, volume_->size()))
    fail_at(offset, "{} bytes are behind the end of the volume ({} bytes)", length,
            volume_->size());
  const auto skip = static_cast<std::size_t>(offset % kPageBytes);
  if (length <= kPageBytes - skip) {
    try {
      auto bytes = page(offset / kPageBytes);
      const BytesView view(std::span<const std::byte>(*bytes).subspan(skip, length), offset);
      return {std::move(bytes), view};
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::no_memory) throw;
    }
  }
  // Across pages, or one whose other bytes cannot be read.
  auto alone = std::make_shared<const CachedBytes::Page>(io::read_bytes(*volume_, offset, length));
  const BytesView view(*alone, offset);
  return {std::move(alone), view};
}

MetadataCache::PagePtr MetadataCache::page(std::uint64_t number) const {
  auto& slot = (*slots_)[number % kPages];
  {
    const std::lock_guard lock(slot.mutex);
    if (slot.page && slot.number == number) return slot.page;
  }
  // Read outside of the lock: two threads may read the same page, which is harmless.
  const auto offset = number * kPageBytes;
  auto loaded = std::make_shared<const CachedBytes::Page>(io::read_bytes(
      *volume_, offset,
      static_cast<std::size_t>(std::min<std::uint64_t>(kPageBytes, volume_->size() - offset))));
  const std::lock_guard lock(slot.mutex);
  slot.number = number;
  slot.page = loaded;
  return loaded;
}

}  // namespace vixmount::fs::ufs
