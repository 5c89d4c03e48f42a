// The geometry of an NTFS volume, from its boot sector. Facts: layout.hpp's sources; the coding of
// clusters beyond 64 KiB: Linux fs/ntfs3 (super.c), ntfs-3g (bootsect.c).
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// Plain value; every number is possible and consistent with the others (see parse_boot_sector).
struct Geometry {
  std::uint32_t bytes_per_sector = 0;   // 512 to 4096, power of two
  std::uint32_t cluster_size = 0;       // bytes, 512 to 2 MiB, power of two
  std::uint32_t record_size = 0;        // bytes of an MFT record, 512 to 64 KiB, power of two
  std::uint32_t index_record_size = 0;  // bytes of an INDX record, likewise
  std::uint64_t sector_count = 0;
  std::uint64_t cluster_count = 0;  // at least 1; cluster_count * cluster_size fits 63 bits
  std::uint64_t mft_cluster = 0;
  std::uint64_t mft_mirror_cluster = 0;  // may be outside: the mirror is a spare
  std::uint64_t serial_number = 0;

  std::uint64_t size() const noexcept { return cluster_count * cluster_size; }  // bytes
  std::uint64_t offset_of(std::uint64_t cluster) const noexcept { return cluster * cluster_size; }
};

// Error{damaged} names the field. `sector`: the first 512 bytes of a boot sector.
Geometry parse_boot_sector(BytesView sector);

struct FoundBootSector {
  Geometry geometry;
  std::string remark;  // "... ; the backup boot sector at byte N is used", or empty
};

// The boot sector at byte 0 or, where that is damaged, the backup behind the file system's end (in
// the middle of the volume with Windows NT before 4.0).
FoundBootSector find_boot_sector(const io::ByteSource& volume);

}  // namespace vixmount::fs::ntfs
