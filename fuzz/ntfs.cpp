// A whole NTFS volume (sparse_disk.hpp): identified, opened, walked, and read in every way, all
// within bounds.
#include "fs/ntfs/ntfs.hpp"

#include <cstddef>
#include <cstdint>

#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

using namespace vixmount;
using fuzz::tolerate;

namespace {

constexpr std::size_t kMostInput = 1U << 20;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kMostInput) return 0;
  const auto volume = fuzz::SparseDisk::parse(data, size);
  tolerate([&] { fs::ntfs::identify(*volume); });
  tolerate([&] { fs::ntfs::identify_by_backup(*volume); });
  tolerate([&] {
    const auto files = fs::ntfs::open(volume, fs::OpenOptions{}, Log{});
    tolerate([&] { files->statistics(); });
    fuzz::walk(*files);
  });
  return 0;
}
