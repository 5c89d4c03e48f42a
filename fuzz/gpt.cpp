// GPT tables. The checksums of what stands in the usual places are made good first, so that the
// fuzzer gets behind them.
#include <cstddef>
#include <cstring>
#include <vector>

#include <libdeflate.h>

#include "check_volumes.hpp"
#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "volume/gpt/layout.hpp"

namespace {

using vixmount::io::SourcePtr;
namespace gpt = vixmount::volume::gpt;

constexpr std::uint64_t kMostEntriesBytes = 1 << 20;

// Makes the checksums of the header in sector 1 good, and of its entries where they are in
// `front` as well.
void repair(std::vector<std::byte>& front, std::size_t sector_size) {
  if (front.size() < 2 * sector_size) return;
  auto* const at = front.data() + sector_size;
  gpt::Header header;
  std::memcpy(&header, at, sizeof(header));
  const auto entries = header.entries_block * sector_size;
  const auto length = std::uint64_t{header.entry_count} * header.entry_size;
  if (header.entries_block < front.size() && length < kMostEntriesBytes &&
      vixmount::fits(entries, length, front.size()))
    header.entries_crc = libdeflate_crc32(0, front.data() + entries, length);
  header.header_crc = 0;
  std::memcpy(at, &header, sizeof(header));
  if (header.header_size <= sector_size)
    header.header_crc = libdeflate_crc32(0, at, header.header_size);
  std::memcpy(at, &header, sizeof(header));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto disk = vixmount::fuzz::SparseDisk::parse(data, size);
  const auto front_size = std::min<std::uint64_t>(disk->size(), 64 * 1024);
  for (const std::uint32_t sector_size : {512, 4096}) {
    auto front = vixmount::io::read_bytes(*disk, 0, front_size);
    repair(front, sector_size);
    const auto repaired = std::make_shared<vixmount::io::ConcatSource>(std::vector<SourcePtr>{
        std::make_shared<vixmount::io::MemorySource>(std::move(front)),
        std::make_shared<vixmount::io::SliceSource>(disk, front_size, disk->size() - front_size)});
    for (const SourcePtr& source : {SourcePtr(repaired), SourcePtr(disk)}) {
      const auto resolution = vixmount::volume::resolve({{source, sector_size}}, vixmount::Log());
      vixmount::fuzz::check_volumes(resolution.volumes, disk->size());
    }
  }
  return 0;
}
