// Recently used pages of a volume's metadata: inodes, directories, pointer blocks. A walk asks for
// inodes of 128 bytes and pointers of 4; without this each would be a read of its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/bytes.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ufs {

// Bytes of the cache, held alive as long as this object.
class CachedBytes {
 public:
  using Page = std::vector<std::byte>;
  CachedBytes(std::shared_ptr<const Page> page, BytesView view)
      : page_(std::move(page)), view_(view) {}
  const BytesView& view() const noexcept { return view_; }  // origin: byte offset on the volume

 private:
  std::shared_ptr<const Page> page_;
  BytesView view_;
};

// Safe from many threads.
class MetadataCache {
 public:
  static constexpr std::size_t kPageBytes = 16 * 1024;
  // 4 MiB in all: the inodes of 16,000 to 32,000 files.
  static constexpr std::size_t kPages = 256;

  explicit MetadataCache(io::SourcePtr volume);

  // [offset, offset + length), at most a few KiB. Error{damaged} behind the volume's end; an
  // unreadable sector hurts only those who ask for its bytes.
  CachedBytes read(std::uint64_t offset, std::size_t length) const;
  const io::SourcePtr& volume() const noexcept { return volume_; }

 private:
  using PagePtr = std::shared_ptr<const CachedBytes::Page>;
  struct Slot {
    std::mutex mutex;
    std::uint64_t number = 0;
    PagePtr page;
  };
  PagePtr page(std::uint64_t number) const;

  io::SourcePtr volume_;
  std::unique_ptr<std::array<Slot, kPages>> slots_;
};

}  // namespace vixmount::fs::ufs
