// imsm metadata and DDF anchors: two disks, their last sectors being the input. The checksum of
// imsm is made good first.
#include <cstring>

#include "base/bytes.hpp"
#include "check_array_volumes.hpp"
#include "io/sources.hpp"
#include "volume/md/imsm_layout.hpp"

namespace {

namespace raw = vixmount::volume::md::imsm_layout;
using vixmount::BytesView;
using vixmount::io::SourcePtr;

constexpr std::size_t kSector = 512;
constexpr std::size_t kDiskSize = 64 * 1024;

// The input is the metadata from its anchor on; it is put where it belongs.
SourcePtr disk_of(std::span<const std::byte> input, std::size_t size) {
  std::vector<std::byte> metadata(input.begin(), input.end());
  metadata.resize(
      std::max<std::size_t>((metadata.size() + kSector - 1) / kSector * kSector, kSector));
  raw::Super super;
  std::memcpy(&super, metadata.data(), sizeof(super));
  const auto summed = std::min<std::size_t>(super.size, metadata.size()) / 4 * 4;
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < summed; at += 4) sum += BytesView(metadata).le32_at(at);
  super.checksum = sum - super.checksum;
  std::memcpy(metadata.data(), &super, sizeof(super));
  std::vector<std::byte> bytes(size);
  const auto anchor = size - 2 * kSector;
  std::memcpy(bytes.data() + anchor, metadata.data(), kSector);
  std::memcpy(bytes.data() + anchor - (metadata.size() - kSector), metadata.data() + kSector,
              metadata.size() - kSector);
  if (input.size() >= kSector && (input[0] == std::byte{0xDE}))
    std::memcpy(bytes.data() + anchor + kSector, input.data(), kSector);
  return std::make_shared<vixmount::io::MemorySource>(std::move(bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, std::min<std::size_t>(size, 16 * kSector)));
  const vixmount::Log log;
  vixmount::fuzz::check_array_volumes(
      vixmount::volume::resolve({{disk_of(input, kDiskSize), 512}}, log));
  vixmount::fuzz::check_array_volumes(vixmount::volume::resolve(
      {{disk_of(input, kDiskSize), 512}, {disk_of(input, kDiskSize + 8 * kSector), 512}}, log));
  return 0;
}
