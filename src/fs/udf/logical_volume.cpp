#include "fs/udf/logical_volume.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/shared/opening.hpp"
#include "fs/udf/block_reader.hpp"
#include "fs/udf/metadata_partition.hpp"
#include "fs/udf/sparable_partition.hpp"
#include "fs/udf/virtual_partition.hpp"

namespace vixmount::fs::udf {
namespace {

constexpr std::uint16_t kLatestRevision = 0x0260;
constexpr std::uint16_t kFirstRevisionOfNewTable = 0x0200;
// UDF has two for one logical volume on one medium.
constexpr std::size_t kMostMaps = 64;

constexpr std::uint8_t kMapType1 = 1;
constexpr std::uint8_t kMapType2 = 2;
constexpr std::string_view kVirtual = "*UDF Virtual Partition";
constexpr std::string_view kSparable = "*UDF Sparable Partition";
constexpr std::string_view kMetadata = "*UDF Metadata Partition";

std::uint16_t revision_in(const layout::EntityId& identifier) {
  return static_cast<std::uint16_t>(identifier.suffix[0] | identifier.suffix[1] << 8);
}

// Calls `visit(map, number)` for each partition map of the logical volume.
template <typename Visit>
void for_each_map(BytesView volume, Visit visit) {
  const auto head = volume.get<layout::LogicalVolume>(0);
  const auto table = volume.sub(sizeof(head), head.map_table_length);
  if (head.map_count > kMostMaps)
    fail_at(volume.origin(), "{} partition maps", head.map_count.value());
  std::size_t at = 0;
  for (std::uint16_t number = 0; number < head.map_count; ++number) {
    const auto length = table.u8(at + 1);
    if (length < sizeof(layout::PartitionMap1))
      fail_at(table.origin() + at, "a partition map of {} bytes", length);
    visit(table.sub(at, length), number);
    at += length;
  }
}

std::string_view identifier_of(const layout::PartitionMap2& map) {
  return text_until_nul(map.identifier.identifier);
}

}  // namespace

LogicalVolume::LogicalVolume(const io::SourcePtr& source)
    : descriptors_(read_volume_descriptors(std::make_shared<MetadataCache>(source))) {
  const BytesView bytes(descriptors_.logical_volume, descriptors_.logical_volume_at);
  const auto volume = bytes.get<layout::LogicalVolume>(0);
  if (!text_until_nul(volume.domain.identifier).starts_with("*OSTA UDF Compliant"))
    fail(ErrorKind::unsupported, "an ECMA-167 volume that is not UDF: \"{}\"",
         printable(text_until_nul(volume.domain.identifier)));
  revision_ = revision_in(volume.domain);
  integrity_ = read_integrity(blocks(), volume.integrity);
  const auto needed = integrity_ ? integrity_->least_read_revision : revision_;
  if (needed > kLatestRevision)
    fail(ErrorKind::unsupported_version, "UDF {:x}.{:02x}", needed >> 8, needed & 0xFF);
  if (!integrity_)
    add_remark("there is no sound integrity descriptor");
  else if (!integrity_->is_closed && !is_write_once())
    add_remark("not unmounted cleanly");
  for_each_map(bytes, [&](BytesView map, std::uint16_t number) { open_plain(map, number); });
  for_each_map(bytes, [&](BytesView map, std::uint16_t number) {
    if (!partitions_[number]) open_dependent(map, number);
  });
  read_file_set(volume);
}

// Such a medium is not full as a rule, and its integrity descriptor is left as it is.
bool LogicalVolume::is_write_once() const {
  return std::ranges::any_of(descriptors_.partitions, [](const auto& partition) {
    return partition.second.access_type == layout::kWriteOnce;
  });
}

const layout::PartitionDescriptor& LogicalVolume::descriptor_of(std::uint16_t partition_number,
                                                                std::uint64_t named_at) const {
  const auto found = descriptors_.partitions.find(partition_number);
  if (found == descriptors_.partitions.end())
    fail_at(named_at, "there is no descriptor of partition number {}", partition_number);
  return found->second;
}

// Type 1 and sparable; the others wait for those.
void LogicalVolume::open_plain(BytesView map, std::uint16_t number) {
  partitions_.emplace_back();
  const auto type = map.u8(0);
  if (type == kMapType1) {
    const auto head = map.get<layout::PartitionMap1>(0);
    const auto& descriptor = descriptor_of(head.partition_number, map.origin());
    partitions_.back() =
        std::make_unique<PhysicalPartition>(blocks(), descriptor.start, descriptor.length);
    add_physical(number, head.partition_number);
  } else if (type == kMapType2) {
    const auto head = map.get<layout::PartitionMap2>(0);
    if (!identifier_of(head).starts_with(kSparable)) return;
    const auto& descriptor = descriptor_of(head.partition_number, map.origin());
    partitions_.back() = std::make_unique<SparablePartition>(
        blocks(), descriptor.start, descriptor.length, map.get<layout::SparableMap>(0),
        map.origin());
    add_physical(number, head.partition_number);
  } else {
    fail(ErrorKind::unsupported, "a partition map of type {} (at byte {})", type, map.origin());
  }
}

void LogicalVolume::add_physical(std::uint16_t number, std::uint16_t partition_number) {
  const auto& partition = static_cast<const PhysicalPartition&>(*partitions_[number]);
  physical_.push_back({number, partition_number, &partition});
  const auto end = std::uint64_t{partition.start()} + partition.length();
  if (end > blocks().count() && !is_write_once())
    add_remark(fmt::format("the file system has {} blocks and the volume {}: what is behind is "
                           "missing",
                           end, blocks().count()));
}

const LogicalVolume::Physical& LogicalVolume::physical_under(std::uint16_t partition_number,
                                                             std::uint64_t named_at) const {
  const auto found = std::ranges::find(physical_, partition_number, &Physical::partition_number);
  if (found == physical_.end())
    fail_at(named_at, "no partition map has partition number {} itself", partition_number);
  return *found;
}

// Those that are files of another one.
void LogicalVolume::open_dependent(BytesView map, std::uint16_t number) {
  const auto head = map.get<layout::PartitionMap2>(0);
  const auto identifier = identifier_of(head);
  const auto& under = physical_under(head.partition_number, map.origin());
  if (identifier.starts_with(kVirtual)) {
    const bool is_old = revision_in(head.identifier) < kFirstRevisionOfNewTable;
    partitions_[number] = std::make_unique<VirtualPartition>(
        blocks(), partitions_, *under.partition, under.number, is_old);
  } else if (identifier.starts_with(kMetadata)) {
    auto metadata =
        std::make_unique<MetadataPartition>(blocks(), partitions_, *under.partition, under.number,
                                            map.get<layout::MetadataMap>(0));
    if (metadata->fault())
      add_remark("one copy of the metadata is damaged: " + metadata->fault()->message());
    partitions_[number] = std::move(metadata);
  } else {
    fail(ErrorKind::unsupported, "a partition map \"{}\" (at byte {})", printable(identifier),
         map.origin());
  }
}

void LogicalVolume::read_file_set(const layout::LogicalVolume& volume) {
  const auto place = location_of(volume.file_set.address);
  MetadataCursor cursor(*blocks().cache);
  const auto bytes = read_block(blocks(), partitions_, place, layout::kFileSet,
                                "the file set descriptor", cursor);
  root_ = location_of(bytes.get<layout::FileSet>(0).root.address);
  const BytesView maps(descriptors_.logical_volume, descriptors_.logical_volume_at);
  for_each_map(maps, [&](BytesView map, std::uint16_t number) {
    if (number != place.partition) return;
    const bool is_type_1 = map.u8(0) == kMapType1;
    const std::uint16_t partition_number =
        is_type_1 ? map.get<layout::PartitionMap1>(0).partition_number
                  : map.get<layout::PartitionMap2>(0).partition_number;
    space_.partition = physical_under(partition_number, map.origin()).number;
    space_.descriptor = descriptor_of(partition_number, map.origin());
    space_.is_virtual =
        !is_type_1 && identifier_of(map.get<layout::PartitionMap2>(0)).starts_with(kVirtual);
  });
}

void LogicalVolume::add_remark(const std::string& remark) {
  fs::add_remark(state_, remark);
}

}  // namespace vixmount::fs::udf
