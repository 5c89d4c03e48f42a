// MBR tables and chains of extended boot records, through the resolver.
#include "check_volumes.hpp"
#include "sparse_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto disk = vixmount::fuzz::SparseDisk::parse(data, size);
  for (const std::uint32_t sector_size : {512, 4096}) {
    const auto resolution = vixmount::volume::resolve({{disk, sector_size}}, vixmount::Log());
    vixmount::fuzz::check_volumes(resolution.volumes, disk->size());
  }
  return 0;
}
