#include "volume/bitlocker/boot_sector.hpp"

#include "base/guid.hpp"
#include "volume/bitlocker/layout.hpp"

namespace vixmount::volume::bitlocker {
namespace {

constexpr std::size_t kName = 3;  // of the OEM, 8 bytes
constexpr std::size_t kBytesPerSector = 11;
constexpr std::size_t kSectorsPerCluster = 13;
constexpr std::size_t kVistaMetadataCluster = 56;
constexpr std::size_t kExfatSectorShift = 108;
// Where the GUID stands: in volumes that look like NTFS or exFAT, and To Go.
constexpr std::array<std::size_t, 2> kGuidPlaces = {160, 424};
constexpr std::string_view kToGoName = "MSWIN4.1";

constexpr std::string_view kMetadataGuid = "4967d63b-2e29-4ad8-8399-f6a339e3d001";
constexpr std::string_view kEncryptOnWriteGuid = "92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8";

bool is_sector_size(std::uint32_t bytes) noexcept {
  return is_power_of_two(bytes) && bytes >= 512 && bytes <= 4096;
}

std::uint32_t sector_size(BytesView sector, std::uint32_t default_size) {
  std::uint32_t size = sector.le16_at(kBytesPerSector);
  if (size == 0) {  // exFAT has a shift elsewhere
    const auto shift = sector.u8(kExfatSectorShift);
    size = shift >= 9 && shift <= 12 ? 1U << shift : default_size;
  }
  if (!is_sector_size(size)) fail_at(kBytesPerSector, "BitLocker with sectors of {} bytes", size);
  return size;
}

// True where one of the GUIDs stands; fills in what follows it.
bool find_recognition(BytesView sector, BootSector& boot) {
  for (const auto place : kGuidPlaces) {
    const auto layout = sector.get<RecognitionLayout>(place);
    const auto guid = Guid::from_mixed_endian_bytes(layout.guid).to_string();
    boot.encrypt_on_write = guid == kEncryptOnWriteGuid;
    if (!boot.encrypt_on_write && guid != kMetadataGuid) continue;
    boot.metadata_offsets.assign(layout.metadata_offsets.begin(), layout.metadata_offsets.end());
    if (boot.encrypt_on_write) boot.eow_offsets = {layout.eow_offsets[0], layout.eow_offsets[1]};
    return true;
  }
  return false;
}

void read_vista(BytesView sector, BootSector& boot) {
  boot.vista = true;
  if (!is_power_of_two(boot.cluster_size))
    fail_at(kSectorsPerCluster, "BitLocker of Windows Vista with clusters of {} bytes",
            boot.cluster_size);
  boot.metadata_offsets = {checked_multiply(sector.le64_at(kVistaMetadataCluster),
                                            boot.cluster_size, "place of the BitLocker metadata")};
}

}  // namespace

std::optional<BootSector> parse_boot_sector(BytesView sector, std::uint32_t default_sector_size) {
  const auto name = sector.text(kName, 8);
  if (name != kSignature && name != kToGoName) return std::nullopt;
  BootSector boot;
  const bool recognised = find_recognition(sector, boot);
  if (!recognised && name != kSignature) return std::nullopt;  // plain FAT
  boot.sector_size = sector_size(sector, default_sector_size);
  boot.cluster_size = boot.sector_size * sector.u8(kSectorsPerCluster);
  if (!recognised) read_vista(sector, boot);
  return boot;
}

}  // namespace vixmount::volume::bitlocker
