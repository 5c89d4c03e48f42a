// A whole Btrfs: opened, its log replayed, walked and read in every way, within bounds. Checksums
// are not verified: no mutation gets past them. The input is a SparseDisk; the same bytes serve as
// a second device too, as a clone would.
#include "fs/btrfs/btrfs.hpp"

#include <cstddef>
#include <cstdint>

#include "base/error.hpp"
#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto volume = fuzz::SparseDisk::parse(data, size);
  tolerate([&] { fs::btrfs::identify(*volume); });
  tolerate([&] { fs::btrfs::check_members(volume, {volume}, Log{}); });
  tolerate([&] {
    const auto files = fs::btrfs::open(
        volume, {.verify_checksums = false, .siblings = {volume}}, Log{});
    files->statistics();
    tolerate([&] { fs::btrfs::list_subvolumes(*files); });
    tolerate([&] { fuzz::walk(*files); });
    tolerate([&] {
      const auto top = fs::btrfs::open_subvolume(*files, "");
      fuzz::walk(*top);
    });
  });
  return 0;
}
