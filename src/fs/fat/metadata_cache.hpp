// Recently used pages of a volume's tables and directories. A walk asks for entries of 32 bytes
// and links of 4; without this each would be a read of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "base/shared_cache.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::fat {

// Safe from many threads.
class MetadataCache {
 public:
  static constexpr std::size_t kPageBytes = 16 * 1024;
  // 4 MiB in all: the table of a volume with a million clusters, or the folders of a deep path.
  static constexpr std::size_t kPages = 256;

  explicit MetadataCache(io::SourcePtr volume);

  using Page = std::vector<std::byte>;
  using PagePtr = std::shared_ptr<const Page>;
  // Page `number` (the last one may be short). Error{io} and whatever reading throws.
  PagePtr page(std::uint64_t number) const;
  const io::SourcePtr& volume() const noexcept { return volume_; }

 private:
  io::SourcePtr volume_;
  SharedCache<Page> pages_;
};

using MetadataCachePtr = std::shared_ptr<const MetadataCache>;

// One reader's place in the cache: keeps the page it is on, so that going on costs no look-up. For
// one thread.
class MetadataCursor {
 public:
  explicit MetadataCursor(const MetadataCache& cache) noexcept : cache_(&cache) {}

  // `length` is at most a few KiB. Valid until the next call. Error{damaged} behind the volume's
  // end; an unreadable sector hurts only those who ask for its bytes.
  BytesView view(std::uint64_t offset, std::size_t length);

 private:
  BytesView read_alone(std::uint64_t offset, std::size_t length);

  const MetadataCache* cache_;
  MetadataCache::PagePtr page_;
  std::uint64_t page_number_ = 0;
  std::vector<std::byte> alone_;
};

}  // namespace vixmount::fs::fat
