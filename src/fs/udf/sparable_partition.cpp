#include "fs/udf/sparable_partition.hpp"

#include <algorithm>
#include <optional>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

// As many entries as its 16-bit count can tell.
constexpr std::uint32_t kMostTableBytes = sizeof(layout::SparingTable) + 65535 * 8;

}  // namespace

SparablePartition::SparablePartition(const Blocks& blocks, std::uint32_t start,
                                     std::uint32_t length, const layout::SparableMap& map,
                                     std::uint64_t map_at)
    : PhysicalPartition(blocks, start, length), packet_length_(map.packet_length) {
  if (!is_power_of_two(packet_length_))
    fail_at(map_at, "packets of {} blocks", packet_length_);
  std::optional<Error> fault;
  bool found = false;
  for (unsigned i = 0; i < std::min<unsigned>(map.table_count, map.tables.size()); ++i) {
    try {
      read_table(blocks, map.tables[i], map.table_size);
      found = true;
    } catch (const Error& error) {
      if (!fault) fault = error;
    }
  }
  if (found) return;
  if (fault) throw *fault;
  fail_at(map_at, "there is no sparing table");
}

void SparablePartition::read_table(const Blocks& blocks, std::uint32_t sector,
                                   std::uint32_t table_size) {
  const auto offset = blocks.offset_of(sector);
  const auto size = std::clamp<std::uint32_t>(table_size, blocks.size, kMostTableBytes);
  if (!fits(offset, size, blocks.cache->volume()->size()))
    fail_at(offset, "the sparing table is behind the end of the volume");
  const auto bytes = io::read_bytes(*blocks.cache->volume(), offset, size);
  const BytesView view(bytes, offset);
  require_tag(view, layout::kSparingTable, sector, "a sparing table");
  const auto table = view.get<layout::SparingTable>(0);
  if (text_until_nul(table.identifier.identifier) != "*UDF Sparing Table")
    fail_at(offset, "there is no sparing table");
  if (!moved_.empty() && table.sequence_number <= sequence_number_) return;
  std::vector<Moved> moved;
  for (std::uint32_t i = 0; i < table.entry_count; ++i) {
    const auto entry =
        view.get<layout::SparingEntry>(sizeof(table) + i * sizeof(layout::SparingEntry));
    if (entry.original < layout::kFirstFreePacket) moved.push_back({entry.original, entry.mapped});
  }
  std::sort(moved.begin(), moved.end());
  moved_ = std::move(moved);
  sequence_number_ = table.sequence_number;
}

BlockRun SparablePartition::locate(std::uint32_t block, unsigned copy) const {
  const auto plain = PhysicalPartition::locate(block, copy);
  const auto skip = block % packet_length_;
  const auto packet = block - skip;
  const auto next = std::lower_bound(moved_.begin(), moved_.end(), Moved{packet, 0});
  if (next == moved_.end()) return plain;
  if (next->packet == packet)
    return {(std::uint64_t{next->sector} + skip) * block_size(),
            std::min(plain.count, packet_length_ - skip)};
  return {plain.offset, std::min(plain.count, next->packet - block)};
}

}  // namespace vixmount::fs::udf
