// Recently used pages of a volume's tables, directories and inodes, for formats that keep these at
// any place and in small pieces: a walk asks for entries of 32 bytes and links of 4; without this
// each would be a read of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/cached_bytes.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs {

// Safe from many threads.
class MetadataCache {
 public:
  static constexpr std::size_t kPageBytes = 16 * 1024;
  // 4 MiB in all: the table of a volume with a million clusters, the folders of a deep path, or the
  // inodes of 16,000 to 32,000 files.
  static constexpr std::size_t kPages = 256;

  explicit MetadataCache(io::SourcePtr volume) : volume_(std::move(volume)), pages_(kPages) {}

  // [offset, offset + length), at most a few KiB. Error{damaged} behind the volume's end; an
  // unreadable sector hurts only those who ask for its bytes.
  CachedBytes read(std::uint64_t offset, std::size_t length) const {
    const auto piece = find(offset, length);
    return {piece.memory, piece.view(offset, length)};
  }
  const io::SourcePtr& volume() const noexcept { return volume_; }

 private:
  friend class MetadataCursor;
  // What the volume has from `begin` on: a page, or bytes that are not in one.
  struct Piece {
    CachedBytes::Cache::Pointer memory;
    std::uint64_t begin = 0;

    bool holds(std::uint64_t offset, std::size_t length) const noexcept {
      return memory && offset >= begin && fits(offset - begin, length, memory->size());
    }
    BytesView view(std::uint64_t offset, std::size_t length) const {
      const auto skip = static_cast<std::size_t>(offset - begin);
      return BytesView(std::span(*memory).subspan(skip, length), offset);
    }
  };
  Piece find(std::uint64_t offset, std::size_t length) const;
  CachedBytes::Cache::Pointer page(std::uint64_t number) const;

  io::SourcePtr volume_;
  CachedBytes::Cache pages_;  // by number
};

using MetadataCachePtr = std::shared_ptr<const MetadataCache>;

// One reader's place in the cache: keeps the page it is on, so that going on costs no look-up. For
// one thread.
class MetadataCursor {
 public:
  explicit MetadataCursor(const MetadataCache& cache) noexcept : cache_(&cache) {}

  // As MetadataCache::read. Valid until the next call.
  BytesView view(std::uint64_t offset, std::size_t length) {
    if (!piece_.holds(offset, length)) piece_ = cache_->find(offset, length);
    return piece_.view(offset, length);
  }

 private:
  const MetadataCache* cache_;
  MetadataCache::Piece piece_;
};

}  // namespace vixmount::fs
