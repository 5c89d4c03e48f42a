// A whole FAT volume (a sparse one, see sparse_disk.hpp): identified, opened, walked and read in
// every way.
#include "fs/fat/fat.hpp"

#include <cstddef>
#include <cstdint>

#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto volume = fuzz::SparseDisk::parse(data, size);
  tolerate([&] { fs::fat::identify(*volume); });
  tolerate([&] {
    const auto files = fs::fat::open(volume, fs::fat::Options{}, Log{});
    // Counting a table of many clusters shows nothing that one of a few does not.
    if (volume->size() < 64 << 20) files->statistics();
    fuzz::walk(*files);
  });
  return 0;
}
