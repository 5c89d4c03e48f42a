// The journal's on-disk structures. The info block is big endian, all others are in the byte order
// of the machine that made the journal. Facts: TN1150, "Journal"; what came later (sequence
// numbers, checksums of blocks) from Apple's xnu (bsd/vfs/vfs_journal.h).
#pragma once

#include <array>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::hfsplus::journal::layout {

inline constexpr std::uint32_t kInThisVolume = 1;  // InfoBlock::flags
inline constexpr std::uint32_t kOnOtherDevice = 2;
inline constexpr std::uint32_t kNeedsInit = 4;

struct InfoBlock {
  be32 flags;
  std::array<be32, 8> device_signature;
  be64 offset;  // of the journal in the HFS+, bytes
  be64 size;
};
static_assert(sizeof(InfoBlock) == 52);

inline constexpr std::uint32_t kMagic = 0x4A4E4C78;  // "JNLx"
inline constexpr std::uint32_t kEndianMagic = 0x12345678;
inline constexpr std::size_t kHeaderChecksumBytes = 44;
inline constexpr std::size_t kHeaderChecksumAt = 36;

template <template <typename> class Field>
struct Header {
  Field<std::uint32_t> magic;
  Field<std::uint32_t> endian;
  Field<std::uint64_t> start;  // of the oldest transaction, bytes of the journal
  Field<std::uint64_t> end;    // behind the newest
  Field<std::uint64_t> size;   // of the journal
  Field<std::uint32_t> list_size;  // of a block list header, bytes
  Field<std::uint32_t> checksum;
  Field<std::uint32_t> header_size;  // a sector: numbers of blocks count these
};

inline constexpr std::uint32_t kFirstOfTransaction = 2;  // BlockList::flags
inline constexpr std::uint32_t kChecksumsOfBlocks = 1;
inline constexpr std::size_t kListChecksumBytes = 32;
inline constexpr std::size_t kListChecksumAt = 8;

template <template <typename> class Field>
struct BlockList {
  Field<std::uint16_t> most_blocks;
  Field<std::uint16_t> block_count;  // with the first entry, which is none
  Field<std::uint32_t> bytes_used;   // with the blocks behind the list
  Field<std::uint32_t> checksum;
  Field<std::uint32_t> flags;
};

template <template <typename> class Field>
struct BlockEntry {
  Field<std::uint64_t> number;  // all ones: was freed again
  Field<std::uint32_t> size;    // bytes
  // Of the block; in the first entry the transaction's number, in old journals whether its lists go
  // on.
  Field<std::uint32_t> checksum;
};

template <typename T>
using Big = EndianField<T, std::endian::big>;
template <typename T>
using Little = EndianField<T, std::endian::little>;

static_assert(sizeof(Header<Big>) == 44);
static_assert(sizeof(BlockList<Big>) == 16);
static_assert(sizeof(BlockEntry<Big>) == 16);

}  // namespace vixmount::fs::hfsplus::journal::layout
