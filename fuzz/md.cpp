// MD superblocks. The input is one disk (see sparse_disk.hpp); a second member is the same disk
// with another device number. The checksums of what stands in the usual places are made good first.
#include <cstring>

#include "base/bytes.hpp"
#include "check_array_volumes.hpp"
#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "volume/md/layout.hpp"

namespace {

namespace layout = vixmount::volume::md::layout;
using vixmount::BytesView;
using vixmount::io::SourcePtr;

constexpr std::size_t kBlock = layout::kSuperblockBytes;

void repair_version_1(std::span<std::byte> block, std::uint32_t device_number) {
  layout::Superblock1 raw;
  std::memcpy(&raw, block.data(), sizeof(raw));
  raw.device_number = raw.device_number + device_number;
  raw.checksum = 0;
  std::memcpy(block.data(), &raw, sizeof(raw));
  const auto length =
      sizeof(raw) + std::size_t{std::min<std::uint32_t>(raw.role_count, layout::kMostRoles)} * 2;
  const BytesView view(block);
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at + 4 <= length; at += 4) sum += view.le32_at(at);
  if (length % 4 != 0) sum += view.le16_at(length - 2);
  raw.checksum = static_cast<std::uint32_t>(sum + (sum >> 32));
  std::memcpy(block.data(), &raw, sizeof(raw));
}

template <std::endian Order>
void repair_version_0(std::span<std::byte> block, std::uint32_t device_number) {
  layout::Superblock0<Order> raw;
  std::memcpy(&raw, block.data(), sizeof(raw));
  raw.this_disk.number = raw.this_disk.number + device_number;
  raw.checksum = 0;
  std::memcpy(block.data(), &raw, sizeof(raw));
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < kBlock; at += 4)
    sum += BytesView(block).get<vixmount::EndianField<std::uint32_t, Order>>(at).value();
  raw.checksum = static_cast<std::uint32_t>(sum + (sum >> 32));
  std::memcpy(block.data(), &raw, sizeof(raw));
}

void repair(std::span<std::byte> block, std::uint32_t device_number) {
  const BytesView view(block);
  if (view.le32_at(0) == layout::kMagic && view.le32_at(4) == 1)
    repair_version_1(block, device_number);
  else if (view.le32_at(0) == layout::kMagic)
    repair_version_0<std::endian::little>(block, device_number);
  else if (view.be32_at(0) == layout::kMagic)
    repair_version_0<std::endian::big>(block, device_number);
}

// `disk` with a good superblock in place of the one at `place`.
SourcePtr repaired(const SourcePtr& disk, std::uint64_t place, std::uint32_t device_number) {
  if (!vixmount::fits(place, kBlock, disk->size())) return disk;
  auto block = vixmount::io::read_bytes(*disk, place, kBlock);
  repair(block, device_number);
  return std::make_shared<vixmount::io::ConcatSource>(
      std::vector<SourcePtr>{std::make_shared<vixmount::io::SliceSource>(disk, 0, place),
                             std::make_shared<vixmount::io::MemorySource>(std::move(block)),
                             std::make_shared<vixmount::io::SliceSource>(
                                 disk, place + kBlock, disk->size() - place - kBlock)});
}

SourcePtr member(const SourcePtr& disk, std::uint32_t device_number) {
  const auto size = disk->size();
  auto source = repaired(disk, 0, device_number);
  source = repaired(source, 4096, device_number);
  if (size >= 8192) source = repaired(source, (size - 8192) / 4096 * 4096, device_number);
  if (size >= 65536) source = repaired(source, size / 65536 * 65536 - 65536, device_number);
  return source;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const SourcePtr disk = vixmount::fuzz::SparseDisk::parse(data, size);
  const vixmount::Log log;
  vixmount::fuzz::check_array_volumes(vixmount::volume::resolve({{disk, 512}}, log));
  vixmount::fuzz::check_array_volumes(vixmount::volume::resolve({{member(disk, 0), 512}}, log));
  vixmount::fuzz::check_array_volumes(
      vixmount::volume::resolve({{member(disk, 0), 512}, {member(disk, 1), 512}}, log));
  return 0;
}
