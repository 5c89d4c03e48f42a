// LVM2 from the label on: a disk with PVs. The checksums of labels, area headers and texts are made
// good first, so that the fuzzer gets behind them; the disk as it is, and the same disk twice, are
// resolved as well.
#include <algorithm>
#include <cstring>

#include "io/sources.hpp"
#include "read_volumes.hpp"
#include "sparse_disk.hpp"
#include "volume/lvm/checksum.hpp"
#include "volume/lvm/layout.hpp"

namespace {

namespace lvm = vixmount::volume::lvm;
using vixmount::io::SourcePtr;

// Labels, areas and texts of seeds are in front.
constexpr std::uint64_t kFront = 128 * 1024;

template <typename T>
T get(const std::vector<std::byte>& bytes, std::size_t at) {
  T out;
  std::memcpy(static_cast<void*>(&out), bytes.data() + at, sizeof(T));
  return out;
}

void put(std::vector<std::byte>& bytes, std::size_t at, vixmount::le32 value) {
  std::memcpy(bytes.data() + at, &value, sizeof(value));
}

// The committed text of the area whose header is at `at`, then the header.
void repair_area(std::vector<std::byte>& front, std::size_t at) {
  const auto header = get<lvm::MetadataHeader>(front, at);
  const auto location_at = at + sizeof(lvm::MetadataHeader);
  const auto location = get<lvm::RawLocation>(front, location_at);
  const auto size = header.size.value();
  if (location.offset < size && location.size <= size && vixmount::fits(at, size, front.size())) {
    const auto until_end = std::min<std::uint64_t>(location.size, size - location.offset);
    const std::span all(front);
    auto sum = lvm::checksum(all.subspan(at + location.offset, until_end));
    const auto rest = location.size - until_end;
    if (vixmount::fits(at + lvm::kMetadataHeaderBytes, rest, front.size()))
      sum = lvm::checksum(all.subspan(at + lvm::kMetadataHeaderBytes, rest), sum);
    put(front, location_at + offsetof(lvm::RawLocation, checksum), sum);
  }
  put(front, at, lvm::checksum(std::span(front).subspan(at + 4, lvm::kMetadataHeaderBytes - 4)));
}

void repair(std::vector<std::byte>& front) {
  for (std::size_t at = 0; at + 512 <= front.size(); at += 512) {
    if (std::memcmp(front.data() + at, lvm::kLabelId.data(), lvm::kLabelId.size()) == 0)
      put(front, at + offsetof(lvm::LabelHeader, checksum),
          lvm::checksum(std::span(front).subspan(at + lvm::kLabelChecksummedFrom,
                                                 512 - lvm::kLabelChecksummedFrom)));
    if (std::memcmp(front.data() + at + 4, lvm::kMetadataMagic.data(),
                    lvm::kMetadataMagic.size()) == 0)
      repair_area(front, at);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto disk = vixmount::fuzz::SparseDisk::parse(data, size);
  const auto front_size = std::min(disk->size(), kFront);
  auto front = vixmount::io::read_bytes(*disk, 0, front_size);
  repair(front);
  const SourcePtr repaired = std::make_shared<vixmount::io::ConcatSource>(std::vector<SourcePtr>{
      std::make_shared<vixmount::io::MemorySource>(std::move(front)),
      std::make_shared<vixmount::io::SliceSource>(disk, front_size, disk->size() - front_size)});
  using Disks = std::vector<vixmount::volume::DiskInput>;
  for (const auto& disks : {Disks{{disk, 512}}, Disks{{repaired, 512}, {repaired, 512}}})
    vixmount::fuzz::read_volumes(vixmount::volume::resolve(disks, vixmount::Log()).volumes);
  return 0;
}
