// A whole XFS with its log: opened, recovered, walked, and read in every way, all within bounds. Once
// with checksums verified and once without, since no mutation gets past them.
#include "fs/xfs/xfs.hpp"

#include <cstddef>
#include <cstdint>

#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto volume = fuzz::SparseDisk::parse(data, size);
  tolerate([&] { fs::xfs::identify(*volume); });
  for (const bool verify : {false, true}) {
    fs::xfs::Options options;
    options.verify_checksums = verify;
    tolerate([&] {
      const auto files = fs::xfs::open(volume, options, Log{});
      files->statistics();
      fuzz::walk(*files);
    });
  }
  return 0;
}
