// The last decompressed grains of one extent, so that small reads beside each other decompress
// once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace vixmount::disk::vmdk {

// All members may be called from many threads. The lock is held for the lookup alone, never while a
// grain is decompressed: threads that want different grains work at once (two that want the same
// new one both decompress it).
class GrainCache {
 public:
  using Grain = std::vector<std::byte>;
  using GrainPtr = std::shared_ptr<const Grain>;

  // 4 MiB hold 64 grains of the usual 64 KiB; one grain is kept whatever its size.
  static constexpr std::size_t kMostBytes = 4UL << 20;

  GrainPtr find(std::uint64_t index);  // nullptr when it is not here; refreshes its age
  void insert(std::uint64_t index, GrainPtr grain);

 private:
  struct Entry {
    std::uint64_t index;
    GrainPtr grain;
  };
  std::mutex mutex_;          // guards all below
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::uint64_t, std::list<Entry>::iterator> by_index_;
  std::size_t bytes_ = 0;
};

}  // namespace vixmount::disk::vmdk
