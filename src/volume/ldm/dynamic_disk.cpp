#include "volume/ldm/dynamic_disk.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "volume/gpt/gpt.hpp"
#include "volume/mbr/mbr.hpp"

namespace vixmount::volume::ldm {
namespace {

constexpr std::string_view kMbrType = "0x42";
constexpr std::string_view kGptMetadata = "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3";
constexpr std::string_view kGptData = "af9b60a0-1431-4f62-bc68-3311714a69ad";

// Where Windows puts the private headers, in sectors. The private region of 2048 sectors is the end
// of an MBR disk, or the metadata partition of a GPT disk.
constexpr std::uint64_t kFirstOnMbr = 6;
constexpr std::uint64_t kFromEnd[] = {1, 2048 - 1856};

struct Partitioned {
  std::string_view scheme;
  std::vector<Volume> partitions;
};

bool is_dynamic(const Volume& partition) {
  return partition.type_code == kMbrType || partition.type_code == kGptMetadata ||
         partition.type_code == kGptData;
}

// The partition table, when it has partitions of dynamic disks.
std::optional<Partitioned> read_partitions(const Container& container, Remarks& remarks) {
  Partitioned found;
  std::optional<std::vector<Volume>> partitions;
  switch (mbr::look_at_first_sector(*container.source)) {
    case mbr::FirstSector::partition_table:
      found.scheme = "mbr";
      partitions = mbr::read_table(container, remarks);
      break;
    case mbr::FirstSector::gpt_protective:
      found.scheme = "gpt";
      partitions = gpt::read_table(container, remarks);
      break;
    default:
      break;
  }
  if (!partitions || std::none_of(partitions->begin(), partitions->end(), is_dynamic))
    return std::nullopt;
  found.partitions = std::move(*partitions);
  return found;
}

std::vector<std::uint64_t> places_before_end(std::uint64_t size, std::uint64_t sector_size) {
  std::vector<std::uint64_t> places;
  for (const auto back : kFromEnd)
    if (size >= back * sector_size) places.push_back(size - back * sector_size);
  return places;
}

HeaderSearch find_header(const Container& container, const Partitioned& table) {
  const auto disk_size = container.source->size();
  if (table.scheme == "mbr") {
    auto places = places_before_end(disk_size, container.logical_sector_size);
    places.insert(places.begin(), kFirstOnMbr * container.logical_sector_size);
    return find_private_header(*container.source, places, disk_size);
  }
  const auto metadata =
      std::find_if(table.partitions.begin(), table.partitions.end(),
                   [](const Volume& partition) { return partition.type_code == kGptMetadata; });
  if (metadata == table.partitions.end()) return {};
  const auto places = places_before_end(metadata->size, container.logical_sector_size);
  return find_private_header(*metadata->source, places, disk_size);
}

void remark_faults(const HeaderSearch& search, const Container& container, Remarks& remarks) {
  for (const auto& fault : search.faults)
    remarks.add(container, "{}{}", fault, search.header ? "; another copy was used" : "");
  if (search.header) return;
  remarks.add(container, "has partitions of a Windows dynamic disk, and no private header that {}",
              search.present ? "can be used" : "tells of dynamic volumes");
}

void read_database(DynamicDisk& disk, Remarks& remarks) {
  try {
    disk.database = read_database(*disk.source, disk.header);
    for (const auto& fault : disk.database->faults) remarks.add(disk.name, "{}", fault);
  } catch (const Error& error) {
    disk.database_fault = error.message();
    remarks.add(disk.name, "its copy of the disk group's database cannot be used: {}",
                error.message());
  }
}

}  // namespace

std::shared_ptr<const DynamicDisk> open_dynamic_disk(const Container& container, Remarks& remarks) {
  // What the table's own scheme would say again is kept back until the disk is known to be ours.
  Remarks of_table;
  auto table = read_partitions(container, of_table);
  if (!table) return nullptr;
  auto search = find_header(container, *table);
  remark_faults(search, container, remarks);
  if (!search.header) return nullptr;
  for (const auto& text : of_table.take()) remarks.repeat(text);
  auto disk = std::make_shared<DynamicDisk>();
  disk->name = container.name;
  disk->source = container.source;
  disk->disk = container.disk;
  disk->offset = container.offset;
  disk->header = std::move(*search.header);
  disk->table_scheme = table->scheme;
  std::copy_if(table->partitions.begin(), table->partitions.end(),
               std::back_inserter(disk->other_partitions),
               [](const Volume& partition) { return !is_dynamic(partition); });
  read_database(*disk, remarks);
  return disk;
}

}  // namespace vixmount::volume::ldm
