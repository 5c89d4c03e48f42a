// Stream-optimized extents: like vmdk_sparse, but the header is made to say that grains are
// compressed, so that the search stays there.
#include "memory_disk.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kFlagsOffset = 10, kCompressionOffset = 77;
  std::vector<std::uint8_t> input(data, data + size);
  if (size < 512) return 0;
  input[kFlagsOffset] |= 3;
  input[kCompressionOffset] = 1;
  input[kCompressionOffset + 1] = 0;
  vixmount::fuzz::open_as_extent(input, "SPARSE", vixmount::fuzz::number_at(input, 12, 8));
  return 0;
}
