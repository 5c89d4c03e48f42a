#include "volume/mbr/boot_sector.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"

namespace vixmount::volume::mbr {
namespace {

// The BIOS parameter block that all FAT versions share. Facts: Microsoft FAT32 File System
// Specification 1.03, "Boot Sector and BPB".
struct FatParameters {
  std::array<std::uint8_t, 11> jump_and_name;
  le16 bytes_per_sector;
  std::uint8_t sectors_per_cluster;
  le16 reserved_sectors;
  std::uint8_t fat_count;
  le16 root_entries;
  le16 sectors_16;
  std::uint8_t media;
};
static_assert(sizeof(FatParameters) == 22);

bool has_fat_parameters(BytesView bytes) {
  const auto fat = bytes.get<FatParameters>(0);
  return is_power_of_two(fat.bytes_per_sector) && fat.bytes_per_sector >= 512 &&
         fat.bytes_per_sector <= 4096 && is_power_of_two(fat.sectors_per_cluster) &&
         fat.reserved_sectors != 0 && (fat.fat_count == 1 || fat.fat_count == 2) &&
         (fat.media == 0xF0 || fat.media >= 0xF8);
}

}  // namespace

std::optional<Record> read_record(const io::ByteSource& source, std::uint64_t offset) {
  if (!fits(offset, kRecordSize, source.size())) return std::nullopt;
  const auto bytes = io::read_bytes(source, offset, kRecordSize);
  const auto record = BytesView(bytes, offset).get<Record>(0);
  if (record.signature != kSignature) return std::nullopt;
  return record;
}

bool is_file_system_boot_sector(const Record& record) {
  const BytesView bytes(std::as_bytes(std::span(&record, 1)));
  const auto name = bytes.text(3, 8);
  return name == "NTFS    " || name == "EXFAT   " || name == "-FVE-FS-" ||
         has_fat_parameters(bytes);
}

}  // namespace vixmount::volume::mbr
