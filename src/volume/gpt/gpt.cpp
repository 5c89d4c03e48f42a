#include "volume/gpt/gpt.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "volume/gpt/header.hpp"
#include "volume/gpt/type_names.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/partition_table.hpp"

namespace vixmount::volume::gpt {
namespace {

// The disk's own size first, then the other of the two that exist: an image of a disk with 4096
// byte sectors is often attached as one with 512, and the other way round.
std::array<std::uint32_t, 2> sector_sizes_to_try(const Container& container) {
  return container.logical_sector_size == 4096 ? std::array<std::uint32_t, 2>{4096, 512}
                                               : std::array<std::uint32_t, 2>{512, 4096};
}

std::uint64_t last_block(const Container& container, std::uint32_t sector_size) {
  return container.source->size() / sector_size - 1;
}

// The backup of a damaged primary: where a good primary header says, else at the disk's end (a disk
// that was enlarged has it elsewhere).
Copy read_backup(const Container& container, std::uint32_t sector_size, const Copy& primary) {
  if (container.source->size() < 2 * sector_size) return {};
  if (primary.other_block && *primary.other_block != last_block(container, sector_size)) {
    auto copy = read_copy(*container.source, sector_size, *primary.other_block);
    if (copy.table) return copy;
  }
  return read_copy(*container.source, sector_size, last_block(container, sector_size));
}

std::optional<Table> find_primary(const Container& container, bool protective, Remarks& remarks) {
  for (const auto sector_size : sector_sizes_to_try(container)) {
    auto copy = read_copy(*container.source, sector_size, 1);
    if (!copy.table) continue;
    if (!protective)
      remarks.add(container,
                  "the GPT has no protective MBR in front of it; it is used all the same");
    return std::move(copy.table);
  }
  return std::nullopt;
}

std::optional<Table> find_backup(const Container& container, bool protective, Remarks& remarks) {
  for (const auto sector_size : sector_sizes_to_try(container)) {
    const auto primary = read_copy(*container.source, sector_size, 1);
    // Without a protective MBR and without a primary header, what is at the end is a leftover.
    if (!protective && !primary.present) continue;
    auto backup = read_backup(container, sector_size, primary);
    if (backup.table) {
      remarks.add(container, "{}; the backup was used", primary.fault);
      return std::move(backup.table);
    }
    if (primary.present)
      remarks.add(container, "{}, and its backup is of no use: {}; the GPT is not used",
                  primary.fault, backup.fault);
    else if (backup.present)
      remarks.add(container, "{}; the GPT is not used", backup.fault);
  }
  return std::nullopt;
}

// Half-open bytes; nothing when the entry contradicts itself.
std::optional<ByteRange> range_of(const Entry& entry, const Table& table) {
  std::uint64_t end_block = 0;
  ByteRange range;
  if (entry.last_block < entry.first_block ||
      __builtin_add_overflow(entry.last_block.value(), 1, &end_block) ||
      __builtin_mul_overflow(entry.first_block.value(), table.sector_size, &range.begin) ||
      __builtin_mul_overflow(end_block, table.sector_size, &range.end))
    return std::nullopt;
  return range;
}

Guid guid_of(const RawGuid& raw) { return Guid::from_mixed_endian_bytes(raw.bytes); }

std::string name_of(const Entry& entry) {
  std::size_t length = 0;
  while (length + 1 < entry.name.size() &&
         (entry.name[length] != std::byte{0} || entry.name[length + 1] != std::byte{0}))
    length += 2;
  return utf16le_to_utf8(std::span(entry.name).first(length));
}

std::optional<Volume> make_volume(const Entry& entry, std::uint32_t number, const Table& table,
                                  const Container& container, Remarks& remarks) {
  const auto range = range_of(entry, table);
  if (!range) {
    remarks.add(container, "partition {} runs from block {} to {}, which cannot be; it is left out",
                number, entry.first_block.value(), entry.last_block.value());
    return std::nullopt;
  }
  Volume volume;
  volume.type = VolumeType::gpt_partition;
  volume.scheme = "gpt";
  volume.partition_number = number;
  volume.type_code = guid_of(entry.type).to_string();
  volume.type_name = type_name(guid_of(entry.type));
  volume.partition_label = name_of(entry);
  volume.partition_uuid = guid_of(entry.id).to_string();
  if (!place(volume, container, *range, remarks)) return std::nullopt;
  return volume;
}

std::vector<Volume> make_volumes(const Table& table, const Container& container, Remarks& remarks) {
  std::vector<Volume> volumes;
  std::uint32_t number = 0;
  for (const auto& entry : table.entries) {
    ++number;
    if (guid_of(entry.type).is_nil()) continue;
    if (auto volume = make_volume(entry, number, table, container, remarks))
      volumes.push_back(std::move(*volume));
  }
  remark_overlaps(volumes, container, remarks);
  return volumes;
}

}  // namespace

std::optional<std::vector<Volume>> read_table(const Container& container, Remarks& remarks) {
  const auto first_sector = mbr::look_at_first_sector(*container.source);
  const bool protective = first_sector == mbr::FirstSector::gpt_protective;
  // With an ordinary MBR or a file system in front, a GPT is a leftover: so say Linux and Windows.
  if (!protective && first_sector != mbr::FirstSector::other) return std::nullopt;
  auto table = find_primary(container, protective, remarks);
  if (!table) table = find_backup(container, protective, remarks);
  if (!table) {
    if (protective) remarks.add(container, "its MBR protects a GPT, but no usable one is there");
    return std::nullopt;
  }
  if (table->sector_size != container.logical_sector_size)
    remarks.add(container, "the GPT counts in sectors of {} bytes, the disk has {}",
                table->sector_size, container.logical_sector_size);
  return make_volumes(*table, container, remarks);
}

}  // namespace vixmount::volume::gpt
