// Thin pools: the metadata with its checksums made good, data of 4 MiB.
#include "volume/device_mapper/thin.hpp"

#include "sealed_metadata.hpp"
#include "walk_source.hpp"

using namespace vixmount;
namespace dm = vixmount::volume::device_mapper;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kData = std::make_shared<io::MemorySource>(std::vector<std::byte>(4UL << 20));
  static const auto kOrigin = std::make_shared<io::MemorySource>(std::vector<std::byte>(100'000));
  fuzz::tolerate([&] {
    std::vector<std::string> remarks;
    const auto pool = dm::open_thin_pool(
        fuzz::sealed_metadata(data, size, dm::BlockKind::thin_superblock), kData, {}, remarks);
    auto devices = dm::list_thin_devices(*pool);
    devices.resize(std::min<std::size_t>(devices.size(), 4));
    for (const auto& device : devices)
      fuzz::tolerate([&] {
        fuzz::walk_source(*dm::open_thin(pool, device.id, (1ULL << 30) + 12345));
        fuzz::walk_source(*dm::open_thin(pool, device.id, 1ULL << 20, kOrigin));
      });
  });
  return 0;
}
