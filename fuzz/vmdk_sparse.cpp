// Hosted sparse extents: as a disk with its own descriptor, and as the extent of another.
#include "memory_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span input(data, size);
  vixmount::fuzz::MemoryOpener opener;
  opener.files["disk"] = vixmount::fuzz::memory_file(input, "disk");
  vixmount::fuzz::open_and_read("disk", opener);
  vixmount::fuzz::open_as_extent(input, "SPARSE", vixmount::fuzz::number_at(input, 12, 8));
  return 0;
}
