// Bytes of a cache of blocks, held alive by those who look at them.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/shared_cache.hpp"

namespace vixmount {

class CachedBytes {
 public:
  using Memory = std::vector<std::byte>;
  using Cache = SharedCache<Memory>;
  CachedBytes() = default;
  CachedBytes(std::shared_ptr<const Memory> memory, BytesView view)
      : memory_(std::move(memory)), view_(view) {}
  const BytesView& view() const noexcept { return view_; }  // origin: byte offset on the volume

 private:
  std::shared_ptr<const Memory> memory_;
  BytesView view_;
};

}  // namespace vixmount
