// seSparse extents.
#include "memory_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span input(data, size);
  vixmount::fuzz::open_as_extent(input, "SESPARSE", vixmount::fuzz::number_at(input, 16, 8));
  return 0;
}
