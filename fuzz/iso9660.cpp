// A whole ISO 9660 volume (a sparse one, see sparse_disk.hpp): identified, opened by each of its
// trees, walked and read in every way.
#include "fs/iso9660/iso9660.hpp"

#include <cstddef>
#include <cstdint>

#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto volume = fuzz::SparseDisk::parse(data, size);
  // A directory as large as the volume is read through; millions of empty sectors show nothing.
  if (volume->size() > 1 << 20) return 0;
  tolerate([&] { fs::iso9660::identify(*volume); });
  constexpr fs::iso9660::Options kTrees[] = {
      {}, {.rock_ridge = false}, {.joliet = false}, {.rock_ridge = false, .joliet = false}};
  for (const auto& options : kTrees) {
    tolerate([&] {
      const auto files = fs::iso9660::open(volume, options, Log{});
      files->statistics();
      fuzz::walk(*files);
    });
  }
  return 0;
}
