#include "fs/udf/file_entry.hpp"

#include "base/error.hpp"
#include "fs/udf/block_reader.hpp"
#include "fs/udf/descriptor_tag.hpp"
#include "fs/udf/file_source.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::udf {
namespace {

// Versions of one file on a medium that is written once: Linux follows as many.
constexpr unsigned kMostIndirections = 1024;

template <typename Stored>
void take_common(FileEntry& out, const Stored& stored) {
  out.file_type = stored.icb.file_type;
  out.flags = stored.icb.flags;
  out.owner = stored.owner;
  out.group = stored.group;
  out.permissions = stored.permissions;
  out.link_count = stored.link_count;
  out.size = stored.information_length;
  out.blocks_recorded = stored.blocks_recorded;
  out.accessed = stored.accessed;
  out.modified = stored.modified;
  out.changed = stored.changed;
}

void take_tail(FileEntry& out, BytesView block, std::size_t head, std::uint32_t attribute_length,
               std::uint32_t allocation_length) {
  const auto attributes = block.sub(head, attribute_length);
  const auto allocation = block.from(head + attribute_length).sub(0, allocation_length);
  out.attributes.assign(attributes.span().begin(), attributes.span().end());
  out.allocation.assign(allocation.span().begin(), allocation.span().end());
  out.allocation_at = allocation.origin();
}

FileEntry parse(BytesView block, std::uint16_t identifier, Location place) {
  FileEntry out;
  out.location = place;
  out.position = block.origin();
  if (identifier == layout::kFileEntry) {
    const auto stored = block.get<layout::FileEntry>(0);
    take_common(out, stored);
    take_tail(out, block, sizeof(stored), stored.attribute_length, stored.allocation_length);
  } else {
    const auto stored = block.get<layout::ExtendedFileEntry>(0);
    take_common(out, stored);
    out.created = stored.created;
    if ((stored.streams.length & layout::kExtentLengthMask) != 0)
      out.streams = location_of(stored.streams.address);
    take_tail(out, block, sizeof(stored), stored.attribute_length, stored.allocation_length);
  }
  if (out.is_embedded() && out.allocation.size() != out.size)
    fail_at(block.origin(), "a file of {} bytes has {} in its file entry", out.size,
            out.allocation.size());
  return out;
}

// Where the block behind `place` is; nothing where the partition ends or it was never recorded.
std::optional<std::uint64_t> offset_behind(const Partitions& partitions, Location place) {
  if (place.block == 0xFFFFFFFF) return std::nullopt;
  try {
    return partition_at(partitions, place.partition).locate(place.block + 1, 0).offset;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return std::nullopt;
  }
}

// Strategy 4096: an indirect entry in the block behind this one names a later version.
std::optional<Location> later_version(const Blocks& blocks, const Partitions& partitions,
                                      Location place) {
  const auto offset = offset_behind(partitions, place);
  if (!offset) return std::nullopt;
  MetadataCursor cursor(*blocks.cache);
  const auto bytes = cursor.view(*offset, blocks.size);
  if (bytes.le16_at(0) != layout::kIndirectEntry) return std::nullopt;
  check_tag_at(bytes, place.block + 1);
  const auto next = bytes.get<layout::IndirectEntry>(0).next;
  if ((next.length & layout::kExtentLengthMask) == 0) return std::nullopt;
  return location_of(next.address);
}

}  // namespace

FileEntry read_file_entry(const Blocks& blocks, const Partitions& partitions, Location place) {
  MetadataCursor cursor(*blocks.cache);
  for (unsigned i = 0; i < kMostIndirections; ++i) {
    const auto block = read_block(blocks, partitions, place, cursor);
    const auto identifier = block.le16_at(0);
    if (identifier != layout::kFileEntry && identifier != layout::kExtendedFileEntry)
      fail_at(block.origin(), "descriptor {} where a file entry should be", identifier);
    const std::uint16_t strategy = block.get<layout::FileEntry>(0).icb.strategy;
    if (strategy != layout::kOrdinaryStrategy && strategy != layout::kChainedStrategy)
      fail(ErrorKind::unsupported, "a file entry of strategy {} (at byte {})", strategy,
           block.origin());
    const auto later = strategy == layout::kChainedStrategy
                           ? later_version(blocks, partitions, place)
                           : std::nullopt;
    if (!later) return parse(block, identifier, place);
    place = *later;
  }
  fail(ErrorKind::damaged, "the versions of a file entry lead on for more than {} (to block {})",
       kMostIndirections, place.block);
}

Extents extents_of(const Blocks& blocks, const Partitions& partitions, const FileEntry& entry) {
  return read_extents(
      blocks, partitions, BytesView(entry.allocation, entry.allocation_at),
      {static_cast<std::uint16_t>(entry.flags & layout::kAllocationMask), entry.location.partition},
      entry.size);
}

io::SourcePtr open_content(const Blocks& blocks, const Partitions& partitions,
                           std::shared_ptr<const void> keeper, const FileEntry& entry,
                           unsigned copy) {
  if (entry.is_embedded())
    return std::make_shared<io::SliceSource>(blocks.cache->volume(), entry.allocation_at,
                                             entry.size);
  return std::make_shared<FileSource>(blocks, partitions, std::move(keeper),
                                      extents_of(blocks, partitions, entry), entry.size, copy);
}

NodeType node_type_of(std::uint8_t file_type) noexcept {
  switch (file_type) {
    case kDirectoryFile:
    case kStreamDirectory:
      return NodeType::directory;
    case kUnspecifiedFile:
    case kByteFile:
    case kRealTimeFile:
    case kVatFile:
      return NodeType::regular;
    case kBlockDevice:
      return NodeType::block_device;
    case kCharacterDevice:
      return NodeType::character_device;
    case kFifo:
      return NodeType::fifo;
    case kSocket:
      return NodeType::socket;
    case kSymbolicLink:
      return NodeType::symbolic_link;
    default:
      return NodeType::unknown;
  }
}

// Five bits for each of others, group and owner, of which the low three are those of POSIX.
std::uint16_t mode_of(const FileEntry& entry) noexcept {
  if (entry.file_type == kSymbolicLink) return 0777;
  const auto bits = entry.permissions;
  auto mode = (bits & 7) | (bits >> 5 & 7) << 3 | (bits >> 10 & 7) << 6;
  if ((entry.flags & layout::kSetUserId) != 0) mode |= 04000;
  if ((entry.flags & layout::kSetGroupId) != 0) mode |= 02000;
  if ((entry.flags & layout::kSticky) != 0) mode |= 01000;
  return static_cast<std::uint16_t>(mode);
}

}  // namespace vixmount::fs::udf
