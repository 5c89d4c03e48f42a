// The log of an XFS, from what its records carry: the fuzzer changes the operations of
// transactions, the records around them (cycle numbers, counts of operations, no checksums) are
// always good.
//
//   le32 length of the operations, the operations, then the volume as a SparseDisk without a log
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "fs/xfs/blocks.hpp"
#include "fs/xfs/log/layout.hpp"
#include "fs/xfs/log/log_area.hpp"
#include "fs/xfs/xfs.hpp"
#include "io/overlay_source.hpp"
#include "sparse_disk.hpp"
#include "walk_file_system.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::fs::xfs;
using fuzz::tolerate;
namespace log_layout = vixmount::fs::xfs::log::layout;

constexpr std::size_t kRecordBytes = 32 << 10;  // what one header has the first words for
constexpr std::size_t kMostMemory = 16 << 20;

// The operations of `data`; a record ends behind the last whole one.
std::uint32_t count_operations(BytesView data, std::size_t& bytes) {
  std::uint32_t count = 0;
  bytes = 0;
  while (bytes + sizeof(log_layout::OperationHeader) <= data.size()) {
    const auto header = data.get<log_layout::OperationHeader>(bytes);
    const auto room = data.size() - bytes - sizeof header;
    if (header.length > room) break;
    bytes += sizeof header + header.length;
    ++count;
  }
  return count;
}

// The blocks of a record at block `block` of the log.
std::vector<std::byte> record(BytesView data, std::uint32_t operations, std::uint32_t block,
                              const fs::xfs::layout::Uuid& uuid) {
  constexpr std::uint32_t kCycle = 1;
  const auto blocks = (data.size() + log_layout::kBlockBytes - 1) / log_layout::kBlockBytes;
  std::vector<std::byte> out((blocks + 1) * log_layout::kBlockBytes);
  std::copy_n(data.data(), data.size(), out.data() + log_layout::kBlockBytes);
  log_layout::RecordHeader header{};
  header.magic = log_layout::kRecordMagic;
  header.cycle = kCycle;
  header.version = 2;
  header.length = static_cast<std::uint32_t>(data.size());
  header.sequence = std::uint64_t{kCycle} << 32 | block;
  header.tail_sequence = std::uint64_t{kCycle} << 32;
  header.operation_count = operations;
  header.format = log_layout::kFormatLittleEndianLinux;
  header.uuid = uuid;
  header.buffer_size = static_cast<std::uint32_t>(kRecordBytes);
  for (std::size_t i = 0; i < blocks; ++i) {
    auto* first = out.data() + (i + 1) * log_layout::kBlockBytes;
    std::memcpy(&header.first_words[i], first, sizeof(be32));
    const be32 cycle{kCycle};
    std::memcpy(first, &cycle, sizeof cycle);
  }
  std::memcpy(out.data(), &header, sizeof header);
  return out;
}

void write_log(io::OverlaySource& volume, const io::SourcePtr& base, BytesView operations) {
  const auto superblock = parse_superblock(*base, 0, false);
  const log::LogArea area(Blocks(base, superblock, false));
  std::uint32_t block = 0;
  while (operations.size() != 0) {
    auto part = operations.sub(0, std::min(operations.size(), kRecordBytes));
    std::size_t bytes = 0;
    const auto count = count_operations(part, bytes);
    if (count != 0) part = part.sub(0, bytes);
    const auto blocks = record(part, count, block, superblock.raw.uuid);
    const auto length = static_cast<std::uint32_t>(blocks.size() / log_layout::kBlockBytes);
    if (length >= area.size() - block) return;
    volume.write(area.offset_of(block), blocks);
    block += length;
    operations = operations.from(part.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView input(std::as_bytes(std::span(data, size)));
  if (size < sizeof(le32)) return 0;
  const auto length = std::min<std::size_t>(input.le32_at(0), size - sizeof(le32));
  const auto volume = sizeof(le32) + length;
  const auto base = fuzz::SparseDisk::parse(data + volume, size - volume);
  tolerate([&] {
    const auto with_log =
        std::make_shared<io::OverlaySource>(base, log_layout::kBlockBytes, kMostMemory);
    write_log(*with_log, base, input.sub(sizeof(le32), length));
    Options options;
    options.verify_checksums = false;
    fuzz::walk(*open(with_log, options, Log{}));
  });
  return 0;
}
