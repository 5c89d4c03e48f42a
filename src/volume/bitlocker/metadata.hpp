// The three copies of BitLocker's metadata block.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/guid.hpp"
#include "io/byte_source.hpp"
#include "volume/bitlocker/boot_sector.hpp"
#include "volume/bitlocker/datum.hpp"

namespace vixmount::volume::bitlocker {

enum class State : std::uint16_t {
  decrypted = 1,
  switching_dirty = 2,  // being converted; the piece at state_offset is in a log
  paused = 3,
  encrypted = 4,
  switching = 5,  // being converted, consistent
};

// Bytes that a metadata block may take, and that read as zeros in the decrypted volume.
inline constexpr std::uint32_t kBlockBytes = 64 * 1024;

struct Metadata {
  std::uint64_t offset = 0;  // where this copy was, bytes
  std::uint16_t version = 0;
  State state = State::encrypted;
  State next_state = State::encrypted;
  std::uint64_t state_offset = 0;  // bytes
  std::uint32_t state_size = 0;    // bytes
  std::uint32_t header_sectors = 0;
  std::array<std::uint64_t, 3> block_offsets{};  // bytes
  std::uint64_t header_offset = 0;               // bytes; of Vista the cluster of NTFS' second MFT
  Guid volume_id;
  std::uint32_t next_nonce = 0;
  std::uint16_t method = 0;
  std::vector<std::byte> block;      // what the checksums are over
  std::vector<std::byte> hash_data;  // the datum behind the checksum, with its header; may be empty

  // Of `block`, valid as long as it is.
  std::vector<Datum> datums() const;
};

// The copies whose checksum is right, the newest first. `problems` gets a sentence for each other
// one. A copy that cannot be read counts as a bad one.
std::vector<Metadata> read_metadata(const io::ByteSource& volume, const BootSector& boot,
                                    std::vector<std::string>& problems);

// One copy. Error{damaged} where it is none or its CRC-32 is wrong.
Metadata read_metadata_block(const io::ByteSource& volume, std::uint64_t offset);

}  // namespace vixmount::volume::bitlocker
