// Labels of BSD, Sun, Solaris and Apple: as they are, and with good checksums.
#include <cstring>

#include "check_volumes.hpp"
#include "read_volumes.hpp"
#include "sparse_disk.hpp"
#include "volume/labels/bsd_label.hpp"

namespace {

namespace labels = vixmount::volume::labels;

// The word at `place` is set so that `size` bytes XOR to 0; behind `bytes` there are zeros.
void repair(std::span<std::byte> bytes, std::size_t size, std::size_t place) {
  if (bytes.size() < place + 2) return;
  size = std::min(size, bytes.size());
  std::byte even{}, odd{};
  for (std::size_t i = 0; i + 1 < size; i += 2) {
    if (i == place) continue;
    even ^= bytes[i];
    odd ^= bytes[i + 1];
  }
  bytes[place] = even;
  bytes[place + 1] = odd;
}

void repair_labels(std::span<std::byte> bytes) {
  constexpr auto kHead = sizeof(labels::BsdLabelHead);
  for (std::size_t at = 0; at + kHead <= bytes.size(); at += 64) {
    labels::BsdLabelHead head;
    std::memcpy(static_cast<void*>(&head), bytes.data() + at, kHead);
    if (head.magic == labels::kBsdMagic)
      repair(bytes.subspan(at), kHead + head.partition_count * sizeof(labels::BsdEntry), 136);
  }
  if (bytes.size() >= 512 && bytes[508] == std::byte{0xDA} && bytes[509] == std::byte{0xBE})
    repair(bytes, 512, 510);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto disk = vixmount::fuzz::SparseDisk::parse(data, size);
  for (const auto& source : {disk, disk->repaired(repair_labels)})
    for (const std::uint32_t sector_size : {512, 4096}) {
      const auto resolution = vixmount::volume::resolve({{source, sector_size}}, vixmount::Log());
      vixmount::fuzz::check_volumes(resolution.volumes, disk->size());
      vixmount::fuzz::read_volumes(resolution.volumes);
    }
  return 0;
}
