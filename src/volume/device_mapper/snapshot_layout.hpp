// The exception store of dm-snapshot. Source: Linux, drivers/md/dm-snap-persistent.c.
#pragma once

#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::volume::device_mapper::snapshot_layout {

constexpr std::uint32_t kSectorSize = 512;
constexpr std::uint32_t kMagic = 0x70416E53;  // "SnAp"
constexpr std::uint32_t kVersion = 1;

// At the beginning of chunk 0.
struct Header {
  le32 magic;
  le32 valid;  // 0: the snapshot was given up
  le32 version;
  le32 chunk_size;  // sectors
};
static_assert(sizeof(Header) == 16);

// An area is a chunk full of these; the first one with new_chunk 0 ends the list.
struct Exception {
  le64 old_chunk;  // in the origin
  le64 new_chunk;  // in the store
};
static_assert(sizeof(Exception) == 16);

}  // namespace vixmount::volume::device_mapper::snapshot_layout
