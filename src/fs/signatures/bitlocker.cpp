// BitLocker volumes: Windows Vista, 7 and later, To Go. Facts: libbde, "BitLocker Drive Encryption
// (BDE) format specification".
#include "base/guid.hpp"
#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kBlockHeaderSize = 64;
constexpr std::size_t kMetadataHeaderSize = 48;
// Entries hold keys and a description; a metadata block is 64 KiB at most.
constexpr std::size_t kMostMetadata = 64 * 1024;
constexpr std::uint16_t kDescriptionEntry = 7;
constexpr auto kSignature = "-FVE-FS-"sv;

// The GUID in the boot sector that marks BitLocker (of To Go too, whose sector claims to be FAT).
constexpr std::string_view kBootGuid = "4967d63b-2e29-4ad8-8399-f6a339e3d001";
constexpr std::string_view kEraseGuid = "92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8";

bool has_boot_guid(BytesView sector, std::size_t offset) {
  const auto guid =
      Guid::from_mixed_endian_bytes(sector.sub(offset, 16).span().first<16>()).to_string();
  return guid == kBootGuid || guid == kEraseGuid;
}

bool is_to_go(BytesView sector) {
  return sector.text(3, 8) == "MSWIN4.1" && has_boot_guid(sector, 424);
}

// Where the first metadata block is, in bytes. Error{damaged} when that is nowhere.
std::uint64_t metadata_offset(BytesView sector) {
  if (is_to_go(sector)) return sector.le64_at(440);
  if (has_boot_guid(sector, 160)) return sector.le64_at(176);
  // Vista names a cluster.
  return checked_multiply(sector.le64_at(56), std::uint32_t{sector.u8(13)} * sector.le16_at(11),
                          "place of the BitLocker metadata");
}

std::string description(BytesView entries) {
  for (std::size_t offset = 0; offset + 8 <= entries.size();) {
    const std::size_t size = entries.le16_at(offset);
    if (size < 8) break;
    const auto entry = entries.sub(offset, size);
    if (entry.le16_at(2) == kDescriptionEntry) return utf16le_label(entry.from(8));
    offset += size;
  }
  return {};
}

void read_metadata(Identification& identification, const VolumeBytes& volume,
                   std::uint64_t offset) {
  const auto headers = volume.require(offset, kBlockHeaderSize + kMetadataHeaderSize);
  if (headers.text(0, 8) != kSignature) fail_at(offset, "there is no BitLocker metadata block");
  identification.uuid =
      Guid::from_mixed_endian_bytes(headers.sub(80, 16).span().first<16>()).to_string();
  const std::size_t size = headers.le32_at(kBlockHeaderSize);  // headers of its own included
  if (size < kMetadataHeaderSize || size > kMostMetadata)
    fail_at(offset + kBlockHeaderSize, "the BitLocker metadata says it has {} bytes", size);
  identification.label = description(
      volume.require(offset + kBlockHeaderSize + kMetadataHeaderSize, size - kMetadataHeaderSize));
}

}  // namespace

std::optional<Identification> probe_bitlocker(const VolumeBytes& volume) {
  const auto sector = volume.view(0, 512);
  if (!sector || (sector->text(3, 8) != kSignature && !is_to_go(*sector))) return std::nullopt;
  auto identification = recognised("BitLocker");
  read_details(identification,
               [&] { read_metadata(identification, volume, metadata_offset(*sector)); });
  return identification;
}

}  // namespace vixmount::fs::signatures
