// Labels of BSD, Sun, Solaris and Apple: as they are, and with good checksums.
#include <cstring>

#include "check_volumes.hpp"
#include "io/sources.hpp"
#include "read_volumes.hpp"
#include "sparse_disk.hpp"
#include "volume/labels/bsd_label.hpp"

namespace {

using vixmount::io::SourcePtr;
namespace labels = vixmount::volume::labels;

constexpr std::uint64_t kFront = 1 << 20;

// The word at `place` is set so that `size` bytes from `at` XOR to 0.
void repair(std::vector<std::byte>& bytes, std::size_t at, std::size_t size, std::size_t place) {
  if (!vixmount::fits(at, size, bytes.size())) return;
  std::byte even{}, odd{};
  for (std::size_t i = 0; i + 1 < size; i += 2) {
    if (i == place) continue;
    even ^= bytes[at + i];
    odd ^= bytes[at + i + 1];
  }
  bytes[at + place] = even;
  bytes[at + place + 1] = odd;
}

SourcePtr repaired(const SourcePtr& disk) {
  const auto size = std::min(disk->size(), kFront);
  auto bytes = vixmount::io::read_bytes(*disk, 0, size);
  constexpr auto kHead = sizeof(labels::BsdLabelHead);
  for (std::size_t at = 0; at + kHead <= bytes.size(); at += 64) {
    labels::BsdLabelHead head;
    std::memcpy(static_cast<void*>(&head), bytes.data() + at, kHead);
    if (head.magic == labels::kBsdMagic)
      repair(bytes, at, kHead + head.partition_count * sizeof(labels::BsdEntry), 136);
  }
  if (bytes.size() >= 512 && bytes[508] == std::byte{0xDA} && bytes[509] == std::byte{0xBE})
    repair(bytes, 0, 512, 510);
  return std::make_shared<vixmount::io::ConcatSource>(std::vector<SourcePtr>{
      std::make_shared<vixmount::io::MemorySource>(std::move(bytes)),
      std::make_shared<vixmount::io::SliceSource>(disk, size, disk->size() - size)});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SourcePtr disk = vixmount::fuzz::SparseDisk::parse(data, size);
  for (const auto& source : {disk, repaired(disk)})
    for (const std::uint32_t sector_size : {512, 4096}) {
      const auto resolution =
          vixmount::volume::resolve({{source, sector_size}}, vixmount::Log());
      vixmount::fuzz::check_volumes(resolution.volumes, disk->size());
      vixmount::fuzz::read_volumes(resolution.volumes);
    }
  return 0;
}
