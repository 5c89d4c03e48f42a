// On-disk structures of BitLocker. Numbers are little endian; offsets are bytes from the begin of
// the volume.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/endian.hpp"

namespace vixmount::volume::bitlocker {

using RawGuid = std::array<std::byte, 16>;

inline constexpr std::string_view kSignature = "-FVE-FS-";

// What stands in the first sector behind one of the two GUIDs that mark it.
struct RecognitionLayout {
  RawGuid guid;
  std::array<le64, 3> metadata_offsets;
  std::array<le64, 2> eow_offsets;  // with the GUID of encrypt-on-write only
};
static_assert(sizeof(RecognitionLayout) == 56);

struct BlockHeaderLayout {
  std::array<char, 8> signature;
  le16 size;     // up to the validation; bytes (version 1), units of 16 bytes (version 2)
  le16 version;  // 1: Vista; 2: Windows 7 and later
  le16 state;
  le16 next_state;
  le64 state_offset;  // what is below is encrypted; 0: all
  le32 state_size;
  le32 header_sectors;  // version 2: how many first sectors are stored elsewhere
  std::array<le64, 3> metadata_offsets;
  le64 header_offset;  // version 2: where they are; version 1: cluster of NTFS' second MFT
};
static_assert(sizeof(BlockHeaderLayout) == 64);

// Also the header of a .BEK file.
struct DatasetLayout {
  le32 size;  // header included
  le32 version;
  le32 begin;  // of the datums, from the begin of this header
  le32 end;
  RawGuid identifier;
  le32 next_nonce;
  le16 method;
  le16 preferred_method;
  le64 creation_time;
};
static_assert(sizeof(DatasetLayout) == 48);

struct DatumLayout {
  le16 size;  // header included
  le16 role;
  le16 type;
  le16 flags;
};
static_assert(sizeof(DatumLayout) == 8);

// Behind the datums of a metadata block; a datum with its SHA-256 may follow.
struct ValidationLayout {
  le16 size;
  le16 version;
  le32 crc32;  // of everything before this structure
};
static_assert(sizeof(ValidationLayout) == 8);

struct EowInformationLayout {
  std::array<char, 8> signature;  // "FVE-EOW\0"
  le16 header_size;               // 56
  le16 size;                      // offsets of the bitmaps included
  le32 sector_size;
  le32 alignment;
  le32 chunk_size;  // bytes for which a bit stands
  le32 log_size;    // bytes of a conversion log
  le32 log_record_size;
  le32 region_count;
  le32 crc32;  // of `size` bytes, with zeros here
  std::array<le64, 2> offsets;
};
static_assert(sizeof(EowInformationLayout) == 56);

struct EowBitmapLayout {
  std::array<char, 10> signature;  // "FVE-EOWBM\0"
  le16 header_size;
  le32 size;  // records included
  le32 index;
  le64 region_offset;
  le64 region_size;
  le64 log_offset;
  std::array<le32, 2> record_offsets;  // from the begin of this structure
  le32 record_size;
  le32 crc32;  // of everything before the first record, with zeros here
};
static_assert(sizeof(EowBitmapLayout) == 60);

struct EowRecordLayout {
  std::array<char, 10> signature;  // "FVE-EOWBR\0"
  le16 header_size;
  le32 size;
  le32 bits;
  le64 sequence_number;
  le32 flags;
  le32 crc32;  // of `size` bytes, with zeros here
};
static_assert(sizeof(EowRecordLayout) == 36);

}  // namespace vixmount::volume::bitlocker
