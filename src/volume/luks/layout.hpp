// The binary headers of LUKS. Numbers are big endian.
// Sources: LUKS1 On-Disk Format Specification 1.2.3, figures 1 and 2; LUKS2 On-Disk Format
// Specification 1.1.4, chapter 2.1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/endian.hpp"

namespace vixmount::volume::luks {

inline constexpr std::string_view kMagic{"LUKS\xBA\xBE", 6};
inline constexpr std::string_view kSecondMagic{"SKUL\xBA\xBE", 6};  // of the LUKS2 copy
inline constexpr std::size_t kVersionOffset = 6;                    // be16, of both versions
inline constexpr std::uint32_t kSector = 512;  // bytes; LUKS1 counts offsets in it

struct Luks1Keyslot {
  be32 state;
  be32 iterations;
  std::array<std::byte, 32> salt;
  be32 material_sector;
  be32 stripes;
};
static_assert(sizeof(Luks1Keyslot) == 48);
inline constexpr std::uint32_t kKeyslotInUse = 0x00AC71F3;

struct Luks1Header {
  std::array<char, 6> magic;
  be16 version;
  std::array<char, 32> cipher_name;
  std::array<char, 32> cipher_mode;
  std::array<char, 32> hash;
  be32 payload_sector;
  be32 key_bytes;
  std::array<std::byte, 20> digest;
  std::array<std::byte, 32> digest_salt;
  be32 digest_iterations;
  std::array<char, 40> uuid;
  std::array<Luks1Keyslot, 8> keyslots;
};
static_assert(sizeof(Luks1Header) == 592);

struct Luks2Header {
  std::array<char, 6> magic;
  be16 version;
  be64 header_bytes;  // of this and the metadata behind it
  be64 sequence;      // higher is newer
  std::array<char, 48> label;
  std::array<char, 32> checksum_hash;
  std::array<std::byte, 64> salt;
  std::array<char, 40> uuid;
  std::array<char, 48> subsystem;
  be64 header_offset;  // bytes, where this copy stands
  std::array<std::byte, 184> padding;
  std::array<std::byte, 64> checksum;  // over header_bytes, with this field zero
  std::array<std::byte, 7 * 512> rest;
};
static_assert(sizeof(Luks2Header) == 4096);

}  // namespace vixmount::volume::luks
