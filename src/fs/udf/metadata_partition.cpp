#include "fs/udf/metadata_partition.hpp"

#include <algorithm>

#include "fs/udf/file_entry.hpp"

namespace vixmount::fs::udf {
namespace {

Extents read_file(const Blocks& blocks, const Partitions& partitions, Location place,
                  FileType type) {
  const auto entry = read_file_entry(blocks, partitions, place);
  if (entry.file_type != type)
    fail_at(entry.position, "a file of type {} where that of the metadata ({}) should be",
            entry.file_type, static_cast<int>(type));
  if (entry.is_embedded()) fail_at(entry.position, "metadata that is embedded in its file entry");
  auto extents = extents_of(blocks, partitions, entry);
  if (!extents.are_all_in(place.partition))
    fail_at(entry.position, "a part of the metadata is in another partition");
  return extents;
}

}  // namespace

MetadataPartition::MetadataPartition(const Blocks& blocks, const Partitions& partitions,
                                     const Partition& physical, std::uint16_t physical_number,
                                     const layout::MetadataMap& map)
    : block_size_(blocks.size), physical_(physical) {
  const auto try_file = [&](std::uint32_t block, FileType type) {
    try {
      files_.push_back(read_file(blocks, partitions, {physical_number, block}, type));
    } catch (const Error& error) {
      if (!fault_) fault_ = error;
    }
  };
  try_file(map.file, kMetadataFile);
  try_file(map.mirror, kMetadataMirrorFile);
  if (files_.empty()) throw *fault_;
}

BlockRun MetadataPartition::locate(std::uint32_t block, unsigned copy) const {
  const auto& file = files_[copy];
  const auto offset = std::uint64_t{block} * block_size_;
  if (offset >= file.size())
    fail(ErrorKind::damaged, "block {} is named in metadata of {} bytes", block, file.size());
  std::uint64_t end = 0;
  const auto& run = file.at(offset, end);
  if (run.kind != ExtentKind::recorded)
    fail(ErrorKind::damaged, "block {} of the metadata is named and not recorded", block);
  const auto skip = static_cast<std::uint32_t>((offset - run.begin) / block_size_);
  const auto place = physical_.locate(
      checked_add<std::uint32_t>(run.block, skip, "block of the metadata"), 0);
  const auto count = divide_rounding_up<std::uint64_t>(end - offset, block_size_);
  return {place.offset,
          static_cast<std::uint32_t>(std::min<std::uint64_t>(place.count, count))};
}

}  // namespace vixmount::fs::udf
