// What LVM2 writes on a physical volume (PV), in front of its extents. Facts: docs/formats/lvm2.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/endian.hpp"

namespace vixmount::volume::lvm {

// Labels and areas count in these, whatever sectors the disk has.
inline constexpr std::uint64_t kSectorBytes = 512;

// The label stands in one of the first four sectors.
inline constexpr unsigned kLabelSectors = 4;
inline constexpr std::string_view kLabelId = "LABELONE";
inline constexpr std::string_view kLabelType = "LVM2 001";

struct LabelHeader {
  std::array<char, 8> id;    // "LABELONE"
  le64 sector;               // where it stands itself
  le32 checksum;             // of the rest of the sector, from content_offset on
  le32 content_offset;       // bytes from the label's begin to the PV header
  std::array<char, 8> type;  // "LVM2 001"
};
static_assert(sizeof(LabelHeader) == 32);
inline constexpr std::size_t kLabelChecksummedFrom = offsetof(LabelHeader, content_offset);

// A range of bytes of the device. Lists of them end with one whose offset is 0.
struct DiskArea {
  le64 offset;
  le64 size;  // 0 for the last data area: up to the device's end
};
static_assert(sizeof(DiskArea) == 16);

// Followed by the list of data areas, the list of metadata areas, and the extension.
struct PvHeader {
  std::array<char, 32> uuid;  // letters and digits, without dashes
  le64 device_size;           // bytes
};
static_assert(sizeof(PvHeader) == 40);

// Version 0: not there. Followed by the list of boot loader areas.
struct PvHeaderExtension {
  le32 version;
  le32 flags;  // bit 0: the PV belongs to a volume group
};
static_assert(sizeof(PvHeaderExtension) == 8);

// At the begin of each metadata area, one sector long. Followed by RawLocation entries up to one
// whose offset is 0: the first is the committed text.
inline constexpr std::size_t kMetadataHeaderBytes = 512;
inline constexpr std::string_view kMetadataMagic = " LVM2 x[5A%r0N*>";

struct MetadataHeader {
  le32 checksum;  // of the rest of the sector
  std::array<char, 16> magic;
  le32 version;  // 1
  le64 start;    // bytes: where the area is on the device
  le64 size;     // bytes: of the area, this sector included
};
static_assert(sizeof(MetadataHeader) == 40);

struct RawLocation {
  le64 offset;    // bytes from the area's begin
  le64 size;      // bytes; the text goes on behind the header sector when it meets the area's end
  le32 checksum;  // of the text
  le32 flags;
};
static_assert(sizeof(RawLocation) == 24);
inline constexpr std::uint32_t kLocationIgnored = 1;  // the area is not kept up to date

}  // namespace vixmount::volume::lvm
