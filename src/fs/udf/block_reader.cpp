#include "fs/udf/block_reader.hpp"

#include "base/error.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

// Runs `read` for each copy until one succeeds; the error is the first one's.
template <typename Read>
BytesView first_sound(const Partition& partition, Read read) {
  for (unsigned copy = 0;; ++copy) {
    try {
      return read(copy);
    } catch (const Error&) {
      if (copy + 1 >= partition.copies()) {
        if (copy == 0) throw;
        break;
      }
    }
  }
  return read(0);
}

}  // namespace

BytesView read_block(const Blocks& blocks, const Partitions& partitions, Location place,
                     MetadataCursor& cursor) {
  const auto& partition = partition_at(partitions, place.partition);
  return first_sound(partition, [&](unsigned copy) {
    const auto bytes = cursor.view(partition.locate(place.block, copy).offset, blocks.size);
    check_tag_at(bytes, place.block);
    return bytes;
  });
}

BytesView read_block(const Blocks& blocks, const Partitions& partitions, Location place,
                     std::uint16_t identifier, std::string_view what, MetadataCursor& cursor) {
  const auto bytes = read_block(blocks, partitions, place, cursor);
  require_tag(bytes, identifier, place.block, what);
  return bytes;
}

}  // namespace vixmount::fs::udf
