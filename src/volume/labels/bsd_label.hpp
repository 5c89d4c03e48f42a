// The BSD disklabel as it stands on disk. Facts: FreeBSD sys/disk/bsd.h, NetBSD and OpenBSD
// sys/disklabel.h, Linux block/partitions/msdos.c.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/endian.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::labels {

inline constexpr std::uint32_t kBsdMagic = 0x82564557;

struct BsdLabelHead {
  le32 magic;
  le16 type;
  le16 subtype;
  std::array<char, 16> type_name;
  std::array<char, 16> pack_name;
  le32 sector_size;  // bytes
  std::array<le32, 5> geometry;
  std::array<std::byte, 12> uid_and_spare;
  le16 bounds_start_high;  // OpenBSD: where its MBR partition begins, in sectors
  le16 bounds_end_high;
  le32 bounds_start;
  le32 bounds_end;
  le32 flags;
  std::array<le32, 5> drive_data;
  le16 sector_count_high;
  le16 version;  // OpenBSD: 1 when partitions have the high parts; elsewhere 0
  std::array<le32, 4> spare;
  le32 magic_again;
  le16 checksum;  // chosen so that all 16-bit words of label and partitions XOR to 0
  le16 partition_count;
  le32 boot_size;
  le32 superblock_size;
};
static_assert(sizeof(BsdLabelHead) == 148);

struct BsdEntry {
  le32 size;  // sectors
  le32 start;
  le16 start_high;  // version 1 only; else the fragment size
  le16 size_high;
  std::uint8_t type;
  std::uint8_t fragment;
  le16 cylinders_per_group;
};
static_assert(sizeof(BsdEntry) == 16);

struct BsdPartition {
  std::uint64_t start = 0;  // sectors; what it counts from depends on the system
  std::uint64_t size = 0;
  std::uint8_t type = 0;
};

struct BsdLabel {
  std::uint32_t sector_size = 0;         // bytes
  std::uint64_t bounds_start = 0;        // sectors; 0 unless OpenBSD wrote it
  std::vector<BsdPartition> partitions;  // a, b, c ...
};

// The label at byte `offset`; nothing when none is there. Error{damaged} for one with a wrong
// checksum or impossible numbers.
std::optional<BsdLabel> read_bsd_label(const io::ByteSource& source, std::uint64_t offset);

}  // namespace vixmount::volume::labels
