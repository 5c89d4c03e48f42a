#include "volume/device_mapper/persistent_data/array.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::volume::device_mapper {
namespace {

constexpr std::uint64_t kValuesInBlock =
    (layout::kBlockSize - sizeof(layout::ArrayHeader)) / sizeof(le64);

// A block of the array that must hold at least `needed` values.
MetadataBlockPtr read_array_block(const MetadataBlocks& blocks, std::uint64_t block,
                                  std::uint64_t needed) {
  auto result = blocks.read(block, BlockKind::array);
  const auto bytes = result->bytes();
  const auto header = bytes.get<layout::ArrayHeader>(0);
  if (header.value_size != sizeof(le64) || header.max_entries != kValuesInBlock)
    fail_at(bytes.origin(), "array block: {} values of {} bytes, where {} of 8 were expected",
            header.max_entries.value(), header.value_size.value(), kValuesInBlock);
  if (header.entry_count < needed || header.entry_count > kValuesInBlock)
    fail_at(bytes.origin(), "array block: it holds {} values, {} were expected",
            header.entry_count.value(), needed);
  return result;
}

}  // namespace

void for_each_array_value(const NodeCachePtr& nodes, std::uint64_t root, std::uint64_t count,
                          const std::function<void(std::uint64_t, std::uint64_t)>& visit) {
  if (count == 0) return;
  std::uint64_t done = 0;
  const BTree tree(nodes, root, sizeof(le64));
  tree.for_each([&](std::uint64_t key, BytesView value) {
    if (key != done / kValuesInBlock)
      fail_at(value.origin(), "array: block {} is missing in front of block {}",
              done / kValuesInBlock, key);
    const auto here = std::min(count - done, kValuesInBlock);
    const auto block = read_array_block(nodes->blocks(), value.le64_at(0), here);
    for (std::uint64_t i = 0; i < here; ++i)
      visit(done + i, block->bytes().le64_at(sizeof(layout::ArrayHeader) + i * sizeof(le64)));
    done += here;
    return done < count;
  });
  if (done < count)
    fail(ErrorKind::damaged, "the array at metadata block {} has {} values, {} were expected", root,
         done, count);
}

}  // namespace vixmount::volume::device_mapper
