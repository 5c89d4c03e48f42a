// On-disk structures of a jbd2 journal, as ext3 and ext4 use it. All fields are big endian, unlike
// the file system around them (fast commit records, in fast_commit_layout.hpp, are little endian).
//
// Format: kernel documentation "Journal (jbd2)" (filesystems/ext4/journal); the fields of fast
// commits and of the log's head are those of the kernel's and e2fsprogs' public jbd2 header.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"

namespace vixmount::fs::ext::jbd2 {

inline constexpr std::uint32_t kMagic = 0xC03B3998;

enum BlockType : std::uint32_t {
  kDescriptorBlock = 1,
  kCommitBlock = 2,
  kSuperblockV1 = 3,
  kSuperblockV2 = 4,
  kRevokeBlock = 5,
};

struct BlockHeader {
  be32 magic;
  be32 block_type;
  be32 sequence;  // id of the transaction that the block belongs to
};
static_assert(sizeof(BlockHeader) == 12);

enum CompatFeature : std::uint32_t {
  kFeatureChecksum = 0x1,  // "checksum v1": one CRC-32 per transaction, in its commit block
};

enum IncompatFeature : std::uint32_t {
  kFeatureRevoke = 0x1,
  kFeature64Bit = 0x2,
  kFeatureAsyncCommit = 0x4,
  kFeatureChecksumV2 = 0x8,   // a CRC-32C per log block; 16 bits of it in a tag
  kFeatureChecksumV3 = 0x10,  // the same with 32 bits in a tag
  kFeatureFastCommit = 0x20,
  kKnownIncompat = 0x3f,
};

inline constexpr std::uint8_t kChecksumTypeCrc32 = 1;
inline constexpr std::uint8_t kChecksumTypeCrc32c = 4;

struct Superblock {
  BlockHeader header;
  be32 block_size;
  be32 log_length;   // blocks of the whole journal, this one included
  be32 first_block;  // of the log
  be32 sequence;     // id of the first transaction in the log
  be32 start;        // log block where it begins; 0: nothing to replay
  be32 error_number;
  // Version 2 only from here on.
  be32 feature_compat;
  be32 feature_incompat;
  be32 feature_ro_compat;
  std::array<std::byte, 16> uuid;
  be32 user_count;
  be32 dynamic_superblock;
  be32 max_transaction;
  be32 max_transaction_data;
  std::uint8_t checksum_type;
  std::array<std::uint8_t, 3> padding1;
  be32 fast_commit_blocks;  // at the end of the journal; 0: 256
  be32 head;
  std::array<be32, 40> padding2;
  be32 checksum;  // CRC-32C of these 1024 bytes with this field 0 (checksum v2 and v3)
  std::array<std::byte, 16 * 48> users;
};
static_assert(sizeof(Superblock) == 1024);
static_assert(offsetof(Superblock, checksum) == 0xFC);

enum TagFlag : std::uint32_t {
  kTagEscaped = 0x1,   // the block began with kMagic, which the log replaces by zeros
  kTagSameUuid = 0x2,  // no 16-byte UUID follows the tag
  kTagDeleted = 0x4,   // never written by any known system; replayed like any other block
  kTagLast = 0x8,
};

// Checksum v3.
struct Tag3 {
  be32 block_low;
  be32 flags;
  be32 block_high;
  be32 checksum;
};
static_assert(sizeof(Tag3) == 16);

// All others. `block_high` is there only with the 64bit feature.
struct Tag {
  be32 block_low;
  be16 checksum;
  be16 flags;
  be32 block_high;
};
static_assert(sizeof(Tag) == 12);

inline constexpr std::size_t kTagUuidSize = 16;

// At the end of descriptor and revoke blocks with checksum v2 and v3.
struct BlockTail {
  be32 checksum;  // CRC-32C of the journal's UUID and the block with this field 0
};
static_assert(sizeof(BlockTail) == 4);

struct RevokeHeader {
  BlockHeader header;
  be32 bytes_used;  // this header included
};
static_assert(sizeof(RevokeHeader) == 16);

struct CommitBlock {
  BlockHeader header;
  std::uint8_t checksum_type;
  std::uint8_t checksum_size;
  std::array<std::uint8_t, 2> padding;
  std::array<be32, 8> checksum;  // [0]: of the transaction (v1) or of this block (v2, v3)
  be64 commit_seconds;
  be32 commit_nanoseconds;
};
static_assert(sizeof(CommitBlock) == 60);
static_assert(offsetof(CommitBlock, checksum) == 0x10);

}  // namespace vixmount::fs::ext::jbd2
