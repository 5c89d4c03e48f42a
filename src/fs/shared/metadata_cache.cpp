#include "fs/shared/metadata_cache.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs {

CachedBytes::Cache::Pointer MetadataCache::page(std::uint64_t number) const {
  return pages_.get(number, [&] {
    const auto offset = number * kPageBytes;
    const auto most = std::min<std::uint64_t>(kPageBytes, volume_->size() - offset);
    return std::make_shared<const CachedBytes::Memory>(
        io::read_bytes(*volume_, offset, static_cast<std::size_t>(most)));
  });
}

MetadataCache::Piece MetadataCache::find(std::uint64_t offset, std::size_t length) const {
  if (!fits(offset, length, volume_->size()))
    fail_at(offset, "{} bytes are behind the end of the volume ({} bytes)", length,
            volume_->size());
  if (length <= kPageBytes - offset % kPageBytes) {
    try {
      return {page(offset / kPageBytes), offset / kPageBytes * kPageBytes};
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::no_memory) throw;
    }
  }
  // Across pages, or in one whose other bytes cannot be read.
  return {std::make_shared<const CachedBytes::Memory>(io::read_bytes(*volume_, offset, length)),
          offset};
}

}  // namespace vixmount::fs
