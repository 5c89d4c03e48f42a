#include "fs/fat/metadata_cache.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::fat {

MetadataCache::MetadataCache(io::SourcePtr volume) : volume_(std::move(volume)), pages_(kPages) {}

MetadataCache::PagePtr MetadataCache::page(std::uint64_t number) const {
  return pages_.get(number, [&] {
    const auto offset = number * kPageBytes;
    const auto most = std::min<std::uint64_t>(kPageBytes, volume_->size() - offset);
    return std::make_shared<Page>(
        io::read_bytes(*volume_, offset, static_cast<std::size_t>(most)));
  });
}

BytesView MetadataCursor::view(std::uint64_t offset, std::size_t length) {
  if (!fits(offset, length, cache_->volume()->size()))
    fail_at(offset, "{} bytes are behind the end of the volume ({} bytes)", length,
            cache_->volume()->size());
  const auto number = offset / MetadataCache::kPageBytes;
  const auto skip = static_cast<std::size_t>(offset % MetadataCache::kPageBytes);
  if (length > MetadataCache::kPageBytes - skip) return read_alone(offset, length);
  if (!page_ || page_number_ != number) {
    try {
      page_ = cache_->page(number);
      page_number_ = number;
    } catch (const Error&) {
      return read_alone(offset, length);
    }
  }
  return BytesView(std::span(*page_).subspan(skip, length), offset);
}

BytesView MetadataCursor::read_alone(std::uint64_t offset, std::size_t length) {
  alone_ = io::read_bytes(*cache_->volume(), offset, length);
  return BytesView(alone_, offset);
}

}  // namespace vixmount::fs::fat
