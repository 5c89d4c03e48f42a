// Transaction logs over a small dirty hive: the input is both logs, each with its length in front.
#include "guest/windows/hive_log.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "guest/windows/base_block.hpp"
#include "guest/windows/marvin32.hpp"
#include "io/sources.hpp"

namespace {

using namespace vixmount;
using namespace vixmount::guest::windows;
using Bytes = std::vector<std::byte>;

// Checksums and hashes that no mutation would find, where the rest looks like a log.
void repair(Bytes& log) {
  if (log.size() < sizeof(layout::BaseBlock)) return;
  auto block = BytesView(log).get<layout::BaseBlock>(0);
  block.checksum = base_block_checksum(block);
  std::memcpy(log.data(), static_cast<const void*>(&block), sizeof block);
  std::size_t at = layout::kSectorSize;
  while (at + sizeof(layout::LogEntry) <= log.size()) {
    const BytesView rest = BytesView(log).from(at);
    auto entry = rest.get<layout::LogEntry>(0);
    if (entry.size < sizeof entry || entry.size > rest.size()) return;
    entry.content_hash = marvin32(rest.sub(sizeof entry, entry.size - sizeof entry), kRegistrySeed);
    std::memcpy(log.data() + at, static_cast<const void*>(&entry), sizeof entry);
    entry.header_hash = marvin32(rest.sub(0, layout::kHashedHeaderSize), kRegistrySeed);
    std::memcpy(log.data() + at, static_cast<const void*>(&entry), sizeof entry);
    at += entry.size;
  }
}

std::unique_ptr<HiveMemory> dirty_hive(bool with_base) {
  constexpr std::size_t kSize = 8192;
  auto memory = std::make_unique<HiveMemory>(kSize);
  layout::BaseBlock block{};
  block.signature = layout::kBaseSignature;
  block.primary_sequence = 2;
  block.secondary_sequence = 1;
  block.bins_size = kSize - layout::kBinsOffset;
  block.checksum = with_base ? base_block_checksum(block) : 0;
  std::memcpy(memory->bytes().data(), static_cast<const void*>(&block), sizeof block);
  return memory;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLargest = 1 << 20;
  if (size < 3 || size > kLargest) return 0;
  const bool with_base = (data[0] & 1U) != 0;
  const bool repaired = (data[0] & 2U) != 0;
  const std::size_t first = std::min<std::size_t>(size - 3, data[1] | data[2] << 8U);
  const auto* const bytes = reinterpret_cast<const std::byte*>(data) + 3;
  Bytes logs[2] = {{bytes, bytes + first}, {bytes + first, bytes + size - 3}};
  if (repaired)
    for (auto& log : logs) repair(log);
  const auto hive = dirty_hive(with_base);
  const auto outcome =
      apply_logs(*hive, {{"LOG1", std::make_shared<io::MemorySource>(std::move(logs[0]))},
                         {"LOG2", std::make_shared<io::MemorySource>(std::move(logs[1]))}});
  // What was applied leaves a hive that counts as written.
  const auto base = read_base_block(BytesView(hive->bytes()));
  if (outcome.applied != 0 && (!base || is_dirty(*base))) std::abort();
  return 0;
}
