// The input is a volume: its first sector, and its last one as the backup.
#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "fs/ntfs/boot_sector.hpp"
#include "io/sources.hpp"

using namespace vixmount;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* first = reinterpret_cast<const std::byte*>(data);
  const io::MemorySource volume(std::vector<std::byte>(first, first + size));
  try {
    const auto geometry = fs::ntfs::find_boot_sector(volume).geometry;
    if (geometry.cluster_size == 0 || geometry.record_size == 0 || geometry.cluster_count == 0 ||
        geometry.mft_cluster >= geometry.cluster_count)
      __builtin_trap();
  } catch (const Error&) {
    // What is refused is refused with a reason.
  }
  return 0;
}
