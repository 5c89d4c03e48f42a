// Old snapshots: a store over an origin of 4 MiB.
#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "volume/device_mapper/snapshot.hpp"
#include "walk_source.hpp"

using namespace vixmount;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kOrigin = std::make_shared<io::MemorySource>(std::vector<std::byte>(4UL << 20));
  const auto store = fuzz::SparseDisk::parse(data, size);
  // A list of exceptions is as long as its store; one that is all exceptions costs time alone.
  if (store->size() > 8UL << 20) return 0;
  fuzz::tolerate([&] {
    fuzz::walk_source(
        *volume::device_mapper::make_snapshot(kOrigin, store, (4UL << 20) - 777, 4096));
  });
  return 0;
}
