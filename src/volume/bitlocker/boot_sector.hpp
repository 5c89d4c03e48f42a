// The first sector of a BitLocker volume: NTFS, FAT32 or exFAT in looks, with the place of the
// metadata.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"

namespace vixmount::volume::bitlocker {

struct BootSector {
  bool vista = false;
  std::uint32_t sector_size = 512;  // bytes, 512 to 4096
  std::uint32_t cluster_size = 0;   // bytes; 0 where the sector does not tell it
  // Bytes. Vista names the first block only; the block names the others.
  std::vector<std::uint64_t> metadata_offsets;
  // Both 0 unless the volume is being encrypted on write.
  std::array<std::uint64_t, 2> eow_offsets{};
  bool encrypt_on_write = false;
};

// `sector`: the first 512 bytes. Nothing when it is no BitLocker volume; Error{damaged} or
// Error{unsupported} where it is one that cannot be used. `default_sector_size` counts where the
// sector tells none.
std::optional<BootSector> parse_boot_sector(BytesView sector, std::uint32_t default_sector_size);

}  // namespace vixmount::volume::bitlocker
