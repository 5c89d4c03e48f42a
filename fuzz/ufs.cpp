// A whole UFS (a sparse one, see sparse_disk.hpp): identified, opened, its log replayed, walked and
// read in every way. Once with check hashes verified and once without, since no mutation gets past
// them.
#include "fs/ufs/ufs.hpp"

#include <cstddef>
#include <cstdint>

#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto volume = fuzz::SparseDisk::parse(data, size);
  tolerate([&] { fs::ufs::identify(*volume); });
  for (const bool verify : {true, false})
    tolerate([&] {
      const auto files = fs::ufs::open(volume, {.verify_check_hashes = verify}, Log{});
      files->statistics();
      fuzz::walk(*files);
    });
  return 0;
}
