// Dynamic disks: a disk as it is, the same with good checksums, and both in one group.
#include <cstring>

#include "read_volumes.hpp"
#include "sparse_disk.hpp"
#include "volume/volume.hpp"

namespace {

using vixmount::io::SourcePtr;

// Makes the checksums of private headers and tables of contents good; behind `bytes` there are
// zeros.
void repair(std::span<std::byte> bytes) {
  for (std::size_t at = 0; at + 12 <= bytes.size(); at += 512) {
    auto* const block = bytes.data() + at;
    if (std::memcmp(block, "PRIVHEAD", 8) != 0 && std::memcmp(block, "TOCBLOCK", 8) != 0) continue;
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(512, bytes.size() - at); ++i)
      if (i < 8 || i >= 12) sum += std::to_integer<std::uint32_t>(block[i]);
    const vixmount::be32 checksum(sum);
    std::memcpy(block + 8, &checksum, sizeof(checksum));
  }
}

void resolve(const std::vector<SourcePtr>& disks) {
  std::vector<vixmount::volume::DiskInput> inputs;
  for (const auto& disk : disks) inputs.push_back({disk, 512});
  vixmount::fuzz::read_volumes(vixmount::volume::resolve(inputs, vixmount::Log()).volumes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto disk = vixmount::fuzz::SparseDisk::parse(data, size);
  const auto good = disk->repaired(repair);
  resolve({good});
  resolve({disk, good});
  return 0;
}
