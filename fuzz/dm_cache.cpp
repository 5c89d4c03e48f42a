// dm-cache: the metadata with its checksums made good, an origin of 4 MiB and a cache of 1 MiB.
#include "sealed_metadata.hpp"
#include "volume/device_mapper/cache.hpp"
#include "walk_source.hpp"

using namespace vixmount;
namespace dm = vixmount::volume::device_mapper;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kOrigin = std::make_shared<io::MemorySource>(std::vector<std::byte>(4UL << 20));
  static const auto kCache = std::make_shared<io::MemorySource>(std::vector<std::byte>(1UL << 20));
  const auto metadata = fuzz::sealed_metadata(data, size, dm::BlockKind::cache_superblock);
  for (const auto mode : {dm::CacheMode::writeback, dm::CacheMode::passthrough})
    fuzz::tolerate([&] {
      std::vector<std::string> remarks;
      dm::CacheOptions options;
      options.mode = mode;
      fuzz::walk_source(
          *dm::make_cache(kOrigin, kCache, metadata, (4UL << 20) - 777, options, remarks));
    });
  return 0;
}
