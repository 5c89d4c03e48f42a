#include "fs/ntfs/log/index_block.hpp"

#include <cstring>

#include "base/error.hpp"
#include "fs/ntfs/log/index_entries.hpp"

namespace vixmount::fs::ntfs::log {

bool changes_index_block(std::uint16_t operation) noexcept {
  switch (operation) {
    case layout::kAddIndexEntryAllocation:
    case layout::kDeleteIndexEntryAllocation:
    case layout::kWriteEndOfIndexBuffer:
    case layout::kSetIndexEntryVcnAllocation:
    case layout::kUpdateFileNameAllocation:
    case layout::kUpdateRecordDataAllocation:
      return true;
    default:
      return false;
  }
}

void IndexBlock::apply(std::size_t entry, const Change& change) {
  if (std::memcmp(bytes_.data(), layout::kIndexBlockMagic, 4) != 0 ||
      entry < layout::kIndexHeaderInBlock)
    fail(ErrorKind::damaged, "the log changes an index block that is none");
  IndexEntries entries(bytes_.subspan(layout::kIndexHeaderInBlock));
  const auto position = entry - layout::kIndexHeaderInBlock;
  switch (change.operation) {
    case layout::kAddIndexEntryAllocation:
      entries.insert(position, change.data);
      break;
    case layout::kDeleteIndexEntryAllocation:
      entries.remove(position);
      break;
    case layout::kWriteEndOfIndexBuffer:
      entries.write_end(position, change.data);
      break;
    case layout::kSetIndexEntryVcnAllocation:
      entries.set_child(position, change.data);
      break;
    case layout::kUpdateFileNameAllocation:
      entries.set_file_name_info(position, change.data);
      break;
    case layout::kUpdateRecordDataAllocation:
      entries.set_record(position, change.data);
      break;
    default:
      fail(ErrorKind::internal, "operation {} is none of index blocks", change.operation);
  }
}

}  // namespace vixmount::fs::ntfs::log
