// A whole HFS+ with its journal: opened, replayed, walked, and read in every way, all within bounds.
// Once with the journal's checksums verified and once without, since no mutation gets past them.
#include "fs/hfsplus/hfsplus.hpp"

#include <cstddef>
#include <cstdint>

#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto volume = fuzz::SparseDisk::parse(data, size);
  tolerate([&] { fs::hfsplus::identify(*volume); });
  tolerate([&] { fs::hfsplus::identify_by_copy(*volume); });
  for (const bool verify : {false, true}) {
    fs::hfsplus::Options options;
    options.verify_checksums = verify;
    tolerate([&] {
      const auto files = fs::hfsplus::open(volume, options, Log{});
      files->statistics();
      fuzz::walk(*files);
    });
  }
  return 0;
}
