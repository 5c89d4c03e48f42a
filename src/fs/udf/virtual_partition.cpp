#include "fs/udf/virtual_partition.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/udf/descriptor_tag.hpp"
#include "fs/udf/file_entry.hpp"

namespace vixmount::fs::udf {
namespace {

// The table's file entry is in the last recorded block. Images of discs go on with blocks that were
// never written, mostly few.
constexpr std::uint32_t kMostBlocksToSearch = 4096;

constexpr std::size_t kEntryBytes = 4;

std::uint64_t last_block(const Blocks& blocks, const PhysicalPartition& physical) {
  const auto end = std::uint64_t{physical.start()} + physical.length();
  return std::min(end, blocks.count());
}

}  // namespace

VirtualPartition::VirtualPartition(const Blocks& blocks, const Partitions& partitions,
                                   const PhysicalPartition& physical,
                                   std::uint16_t physical_number, bool is_old)
    : physical_(physical) {
  const auto end = last_block(blocks, physical);
  MetadataCursor cursor(*blocks.cache);
  for (auto sector = end; sector > physical.start() && end - sector < kMostBlocksToSearch;
       --sector) {
    const auto block = static_cast<std::uint32_t>(sector - 1 - physical.start());
    const auto bytes = cursor.view((sector - 1) * blocks.size, blocks.size);
    const auto identifier = bytes.le16_at(0);
    if (identifier != layout::kFileEntry && identifier != layout::kExtendedFileEntry) continue;
    if (has_sound_tag(bytes) && try_table(blocks, partitions, {physical_number, block}, is_old))
      return;
  }
  fail(ErrorKind::damaged, "there is no virtual allocation table in the last {} blocks",
       kMostBlocksToSearch);
}

bool VirtualPartition::try_table(const Blocks& blocks, const Partitions& partitions, Location place,
                                 bool is_old) {
  try {
    const auto entry = read_file_entry(blocks, partitions, place);
    if (entry.file_type != (is_old ? kUnspecifiedFile : kVatFile)) return false;
    // A table that is in a virtual partition itself would have no end.
    if (!entry.is_embedded() &&
        !extents_of(blocks, partitions, entry).are_all_in(place.partition))
      return false;
    auto content = open_content(blocks, partitions, nullptr, entry);
    return is_old ? take_old_table(std::move(content)) : take_table(std::move(content));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::damaged) return false;
    throw;
  }
}

bool VirtualPartition::take_old_table(io::SourcePtr content) {
  layout::VatTrailer trailer;
  if (content->size() < sizeof(trailer)) return false;
  const auto entries = content->size() - sizeof(trailer);
  const auto bytes = io::read_bytes(*content, entries, sizeof(trailer));
  trailer = BytesView(bytes).get<layout::VatTrailer>(0);
  if (text_until_nul(trailer.identifier.identifier) != "*UDF Virtual Alloc Tbl") return false;
  table_ = std::move(content);
  count_ = entries / kEntryBytes;
  return true;
}

bool VirtualPartition::take_table(io::SourcePtr content) {
  if (content->size() < sizeof(layout::VatHeader)) return false;
  const auto bytes = io::read_bytes(*content, 0, sizeof(layout::VatHeader));
  first_ = BytesView(bytes).get<layout::VatHeader>(0).header_length;
  if (first_ < sizeof(layout::VatHeader) || first_ > content->size()) return false;
  count_ = (content->size() - first_) / kEntryBytes;
  table_ = std::move(content);
  return true;
}

BlockRun VirtualPartition::locate(std::uint32_t block, unsigned copy) const {
  if (block >= count_)
    fail(ErrorKind::damaged, "virtual block {} is named, the table has {}", block, count_);
  const auto bytes =
      io::read_bytes(*table_, first_ + std::uint64_t{block} * kEntryBytes, kEntryBytes);
  const auto now = BytesView(bytes).le32_at(0);
  if (now == layout::kVirtualBlockUnused)
    fail(ErrorKind::damaged, "virtual block {} is named and not in use", block);
  return {physical_.locate(now, copy).offset, 1};
}

}  // namespace vixmount::fs::udf
