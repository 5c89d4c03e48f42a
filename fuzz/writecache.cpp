// dm-writecache: a cache over an origin of 4 MiB.
#include "volume/device_mapper/writecache.hpp"

#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "walk_source.hpp"

using namespace vixmount;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kOrigin = std::make_shared<io::MemorySource>(std::vector<std::byte>(4UL << 20));
  const auto cache = fuzz::SparseDisk::parse(data, size);
  // The entries of a large one cost time alone.
  if (cache->size() > 8UL << 20) return 0;
  fuzz::tolerate([&] {
    fuzz::walk_source(*volume::device_mapper::make_writecache(kOrigin, cache, (4UL << 20) - 777));
  });
  return 0;
}
