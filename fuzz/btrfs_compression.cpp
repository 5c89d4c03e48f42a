// Compressed extents of Btrfs: the first byte chooses zlib, LZO or zstd, two more how many sectors
// are wanted and of what size; any bytes into any room.
#include "fs/btrfs/compression.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using namespace vixmount::fs::btrfs;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHeader = 3;
  if (size < kHeader) return 0;
  const auto compression = static_cast<Compression>(data[0] % 5);
  const std::uint32_t sector = data[2] % 4 == 0 ? 16384 : 4096;
  const std::size_t room = data[1] % 33 * std::size_t{4096};
  std::vector<std::byte> out(room);
  fuzz::tolerate([&] {
    decompress(compression, BytesView(std::as_bytes(std::span(data, size))).from(kHeader), out,
               sector);
  });
  return 0;
}
