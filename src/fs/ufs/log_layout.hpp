// On-disk structures of NetBSD's write-ahead log (WAPBL), in the byte order of the machine. Source:
// NetBSD sys/sys/wapbl_replay.h.
#pragma once

#include <array>

#include "fs/ufs/layout.hpp"

namespace vixmount::fs::ufs::layout {

inline constexpr std::uint32_t kLogHeader = 0x5741424C;
inline constexpr std::uint32_t kLogInodes = 0x5741424D;
inline constexpr std::uint32_t kLogRevocations = 0x5741424E;
inline constexpr std::uint32_t kLogBlocks = 0x5741424F;

template <std::endian Order>
struct LogHeader {
  using u32 = typename Types<Order>::u32;
  using u64 = typename Types<Order>::u64;
  u32 type;
  u32 length;
  u32 checksum;  // never written
  u32 generation;
  std::array<u32, 2> file_system_id;
  u64 time;
  u32 time_nanoseconds;
  u32 version;
  u32 log_unit_shift;
  u32 file_system_unit_shift;
  u64 head;  // byte offsets from the header: where the next record comes
  u64 tail;  // the oldest record; both 0: none
  u64 ring_offset;
  u64 ring_size;
};
static_assert(sizeof(LogHeader<std::endian::little>) == 80);

// Blocks (their content follows, from the next sector on) and revocations.
template <std::endian Order>
struct LogRecord {
  typename Types<Order>::u32 type;
  typename Types<Order>::u32 length;  // bytes, with what follows
  typename Types<Order>::u32 count;
  typename Types<Order>::u32 unused;
};
static_assert(sizeof(LogRecord<std::endian::little>) == 16);

template <std::endian Order>
struct LogBlock {
  typename Types<Order>::u64 sector;
  typename Types<Order>::u32 unused;
  typename Types<Order>::u32 length;  // bytes
};
static_assert(sizeof(LogBlock<std::endian::little>) == 16);

}  // namespace vixmount::fs::ufs::layout
