#include "volume/mbr/mbr.hpp"

#include <algorithm>

#include "volume/mbr/boot_sector.hpp"
#include "volume/mbr/extended.hpp"
#include "volume/mbr/type_names.hpp"
#include "volume/partition_table.hpp"

namespace vixmount::volume::mbr {
namespace {

constexpr std::uint32_t kFirstLogicalNumber = 5;

// A boot indicator has two values; anything else there is code or text.
bool has_valid_boot_indicators(const Record& record) {
  return std::all_of(record.entries.begin(), record.entries.end(), [](const Entry& entry) {
    return entry.boot_indicator == 0x00 || entry.boot_indicator == 0x80;
  });
}

FirstSector classify(const std::optional<Record>& record) {
  if (!record) return FirstSector::other;
  if (!has_valid_boot_indicators(*record)) return FirstSector::file_system;
  // Before the look for a file system: some boot loaders carry a FAT parameter block in the MBR of
  // a GPT disk.
  if (std::any_of(record->entries.begin(), record->entries.end(),
                  [](const Entry& entry) { return entry.is_gpt_protective(); }))
    return FirstSector::gpt_protective;
  return is_file_system_boot_sector(*record) ? FirstSector::file_system
                                             : FirstSector::partition_table;
}

// The installation discs of Debian and others (isohybrid) have an entry of type 0 that begins with
// the table itself and holds the whole disc. Linux lists it, as all entries that are not empty;
// those of deleted partitions, which begin further in, are not wanted here.
bool holds_the_disc(const Entry& entry) noexcept {
  return entry.type == 0 && entry.first_sector == 0 && entry.sector_count != 0;
}

bool is_partition(const Entry& entry) noexcept {
  return (entry.used() && !entry.is_gpt_protective()) || holds_the_disc(entry);
}

class PrimaryTable {
 public:
  PrimaryTable(const Container& container, std::uint32_t disk_id, Remarks& remarks)
      : container_(container), disk_id_(disk_id), remarks_(remarks) {}

  std::vector<Volume> read(const Record& record) {
    for (std::uint32_t i = 0; i < kPrimaryEntries; ++i) {
      const Entry& entry = record.entries[i];
      if (!is_partition(entry)) continue;
      if (entry.is_extended())
        extended_.push_back(range_of(entry));
      else
        add(i + 1, entry.type, range_of(entry));
    }
    read_logical_partitions();
    remark_overlaps(volumes_, container_, remarks_);
    return std::move(volumes_);
  }

 private:
  ByteRange range_of(const Entry& entry) const noexcept {
    const auto begin = std::uint64_t{entry.first_sector} * container_.logical_sector_size;
    return {begin, begin + std::uint64_t{entry.sector_count} * container_.logical_sector_size};
  }

  // A second extended partition is unusual, but Linux numbers on through all of them.
  void read_logical_partitions() {
    std::uint32_t number = kFirstLogicalNumber;
    for (const auto& extended : extended_)
      for (const auto& logical : read_chain(container_, extended, remarks_))
        add(number++, logical.type, logical.range);
  }

  void add(std::uint32_t number, std::uint8_t type, ByteRange range) {
    Volume volume;
    volume.type = VolumeType::mbr_partition;
    volume.scheme = "mbr";
    volume.partition_number = number;
    volume.type_code = fmt::format("0x{:02x}", type);
    volume.type_name = type_name(type);
    // A disk id of 0 is none: the name would be the same on every such disk.
    if (disk_id_ != 0) volume.partition_uuid = fmt::format("{:08x}-{:02x}", disk_id_, number);
    if (place(volume, container_, range, remarks_)) volumes_.push_back(std::move(volume));
  }

  const Container& container_;
  std::uint32_t disk_id_;
  Remarks& remarks_;
  std::vector<ByteRange> extended_;
  std::vector<Volume> volumes_;
};

}  // namespace

std::optional<std::vector<Volume>> read_table(const Container& container, Remarks& remarks) {
  const auto record = read_record(*container.source, 0);
  const auto kind = classify(record);
  if (kind == FirstSector::other || kind == FirstSector::file_system ||
      is_file_system_boot_sector(*record))
    return std::nullopt;
  if (std::none_of(record->entries.begin(), record->entries.end(), is_partition))
    return std::nullopt;
  return PrimaryTable(container, record->disk_id, remarks).read(*record);
}

FirstSector look_at_first_sector(const io::ByteSource& source) {
  return classify(read_record(source, 0));
}

}  // namespace vixmount::volume::mbr
