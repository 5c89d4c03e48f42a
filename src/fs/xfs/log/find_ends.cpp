#include "fs/xfs/log/find_ends.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"

namespace vixmount::fs::xfs::log {
namespace {

// Linux writes from up to 8 buffers of at most 256 KiB at the same time: so far behind the head may
// be blocks that were not written yet, and so many records may be torn.
constexpr std::uint32_t kInFlightBlocks = 8 * (256U << 10) / layout::kBlockBytes;
constexpr std::size_t kInFlightRecords = 8;
// Longer than any record.
constexpr std::uint32_t kRecordReach = (512U << 10) / layout::kBlockBytes + 32;

// The first block of [begin, begin + count) that was written in round `cycle`.
std::optional<std::uint32_t> first_of_cycle(const LogArea& area, std::uint32_t begin,
                                            std::uint32_t count, std::uint32_t cycle) {
  const auto bytes = area.read(begin, count);
  for (std::uint32_t i = 0; i < count; ++i)
    if (cycle_of(BytesView(bytes).from(std::size_t{i} * layout::kBlockBytes)) == cycle)
      return begin + i;
  return std::nullopt;
}

// Blocks in front are of one round and blocks behind of the round before, but for those in flight.
std::uint32_t first_of_last_cycle(const LogArea& area, std::uint32_t cycle) {
  std::uint32_t low = 0;
  std::uint32_t high = area.size() - 1;
  while (high - low > 1) {
    const auto middle = low + (high - low) / 2;
    (area.cycle(middle) == cycle ? high : low) = middle;
  }
  return high;
}

// The head, 0 to size(), as the numbers in the blocks tell it.
std::uint32_t head_by_cycles(const LogArea& area) {
  const auto first = area.cycle(0);
  const auto last = area.cycle(area.size() - 1);
  // Where all blocks are of one round, an older one among them was in flight.
  const auto stop = first == last ? last - 1 : last;
  auto head = first == last ? area.size() : first_of_last_cycle(area, last);
  const auto window = std::min(kInFlightBlocks, area.size());
  if (head < window && first != last && last != 0) {
    // The part in flight may begin before the log's end: there a block of the round before the
    // last one was to be overwritten.
    const auto count = window - head;
    if (const auto found = first_of_cycle(area, area.size() - count, count, last - 1)) return *found;
  }
  const auto count = std::min(window, head);
  if (const auto found = first_of_cycle(area, head - count, count, stop)) head = *found;
  return head;
}

// The last record that begins before `head`.
std::optional<RecordInfo> record_before(const LogArea& area, std::uint32_t head,
                                        const xfs::layout::Uuid& uuid) {
  for (std::uint32_t back = 1; back <= std::min(kRecordReach, area.size()); ++back) {
    const auto block = area.behind(head % area.size(), area.size() - back);
    const auto bytes = io::read_bytes(area.volume(), area.offset_of(block), sizeof(be32));
    if (BytesView(bytes).be32_at(0) != layout::kRecordMagic) continue;
    return find_record(area, block, uuid);
  }
  return std::nullopt;
}

// The blocks of the records from `tail` to `head`; nothing when one of them is none. `torn_at`
// receives the position of the first whose checksum is wrong.
std::optional<std::vector<std::uint32_t>> walk(const LogArea& area, std::uint32_t tail,
                                               std::uint32_t head, const xfs::layout::Uuid& uuid,
                                               std::optional<std::size_t>& torn_at) {
  std::vector<std::uint32_t> out;
  std::uint64_t left = (std::uint64_t{head} + area.size() - tail) % area.size();
  for (auto block = tail; left != 0;) {
    const auto record = find_record(area, block, uuid);
    if (!record || record->blocks() > left || out.size() == kMostRecords) return std::nullopt;
    if (!torn_at && !read_record(area, *record)) torn_at = out.size();
    out.push_back(block);
    left -= record->blocks();
    block = area.behind(block, record->blocks());
  }
  return out;
}

std::uint32_t block_of(std::uint64_t sequence) { return static_cast<std::uint32_t>(sequence); }

}  // namespace

ActiveLog find_active_log(const LogArea& area, const xfs::layout::Uuid& uuid) {
  ActiveLog out;
  if (area.cycle(0) == 0) return out;  // never used
  auto head = head_by_cycles(area) % area.size();
  // Each round gives up the records of one torn write at least.
  for (std::size_t attempt = 0; attempt <= kInFlightRecords; ++attempt) {
    const auto last = record_before(area, head, uuid);
    if (!last) fail_at(area.offset_of(0), "no record of this file system is in it");
    if (area.behind(last->block, last->blocks()) != head) {
      head = last->block;  // cut off in the middle
      out.was_torn = true;
      continue;
    }
    if (is_unmount_record(area, *last)) return out;
    const auto tail = block_of(last->header.tail_sequence);
    if (tail >= area.size()) fail_at(area.offset_of(last->block), "tail at block {}", tail);
    std::optional<std::size_t> torn_at;
    const auto records = walk(area, tail, head, uuid, torn_at);
    if (!records || records->empty())
      fail_at(area.offset_of(tail), "the records from its tail on are damaged");
    if (!torn_at) {
      out.records = *records;
      return out;
    }
    if (records->size() - *torn_at > kInFlightRecords)
      fail_at(area.offset_of((*records)[*torn_at]), "a record with a wrong checksum");
    head = (*records)[*torn_at];
    out.was_torn = true;
  }
  fail_at(area.offset_of(head), "too many records before its head are damaged");
}

}  // namespace vixmount::fs::xfs::log
