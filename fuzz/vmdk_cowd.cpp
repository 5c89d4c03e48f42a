// COWD extents.
#include "memory_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span input(data, size);
  vixmount::fuzz::open_as_extent(input, "VMFSSPARSE", vixmount::fuzz::number_at(input, 12, 4));
  return 0;
}
