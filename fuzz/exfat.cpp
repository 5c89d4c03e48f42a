// A whole exFAT volume: once as it is, once with the checksums of the boot region, of the table of
// capital letters and of all entry sets made good, so that the fuzzer gets behind them. The input
// is a SparseDisk (see there), of which at most 2 MiB count.
#include "fs/fat/exfat/exfat.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "fs/fat/exfat/checksum.hpp"
#include "fs/fat/exfat/layout.hpp"
#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs::exfat;
using fuzz::tolerate;

constexpr std::size_t kMostBytes = 2 << 20;

template <typename Field>
void put(std::span<std::byte> at, Field value) {
  std::memcpy(at.data(), &value, sizeof(value));
}

void repair_boot_region(std::span<std::byte> volume) {
  const auto shift = BytesView(volume).u8(108);
  if (shift < layout::kSmallestSectorShift || shift > layout::kLargestSectorShift) return;
  const auto covered = std::size_t{layout::kChecksumSector} << shift;
  if (volume.size() < covered + 4) return;
  put(volume.subspan(covered), le32(boot_checksum(volume.first(covered))));
}

// The entries of a set are taken to follow each other.
void repair_set(std::span<std::byte> from) {
  const auto count = std::to_integer<std::size_t>(from[1]) + 1;
  if (from.size() / layout::kEntryBytes < count) return;
  std::uint16_t sum = 0;
  for (std::size_t i = 0; i < count; ++i)
    sum = add_entry_to_checksum(
        sum, from.subspan(i * layout::kEntryBytes, layout::kEntryBytes), i == 0);
  put(from.subspan(2), le16(sum));
}

void repair_upcase(std::span<std::byte> volume, std::span<std::byte> entry) {
  const BytesView boot(volume);
  const auto fields = BytesView(entry).get<layout::RootEntry>(0);
  const auto shift = boot.u8(108) & 15U;
  const auto offset =
      (std::uint64_t{boot.le32_at(88)} << shift) +
      ((std::uint64_t{fields.first_cluster} - 2) << (shift + (boot.u8(109) & 15U)));
  if (fields.size > 131072 || !fits(offset, fields.size, volume.size())) return;
  put(entry.subspan(4), le32(table_checksum(volume.subspan(offset, fields.size))));
}

void repair(std::span<std::byte> volume) {
  if (volume.size() < layout::kSmallestSector) return;
  repair_boot_region(volume);
  for (std::size_t at = 0; at + layout::kEntryBytes <= volume.size(); at += layout::kEntryBytes) {
    const auto type = std::to_integer<std::uint8_t>(volume[at]);
    if (type == layout::kFile) repair_set(volume.subspan(at));
    if (type == layout::kUpcaseTable)
      repair_upcase(volume, volume.subspan(at, layout::kEntryBytes));
  }
}

void read_volume(const io::SourcePtr& volume) {
  tolerate([&] { identify(*volume); });
  tolerate([&] {
    const auto files = fs::exfat::open(volume, fs::OpenOptions{}, Log{});
    tolerate([&] { files->statistics(); });
    fuzz::walk(*files);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto disk = fuzz::SparseDisk::parse(data, size);
  read_volume(disk);
  auto bytes = io::read_bytes(*disk, 0, std::min<std::uint64_t>(disk->size(), kMostBytes));
  repair(bytes);
  read_volume(std::make_shared<io::MemorySource>(std::move(bytes)));
  return 0;
}
