// On-disk structures of $LogFile, the log of NTFS. Nothing but layout: every field little endian,
// every size asserted.
//
// Format: Linux-NTFS documentation "File - $LogFile (2)"; structures and operation codes as in the
// public headers of Linux fs/ntfs3 (fslog.c), fs/ntfs (logfile.h) and ntfs-3g (ntfsrecover.h);
// order of AttributeSizes, LogRecordFlag and the data of records compared with logs that Windows 7
// and Windows 10 wrote. docs/formats/ntfs-log.md says more.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/endian.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs::log::layout {

using ntfs::layout::MultiSectorHeader;

inline constexpr char kRestartMagic[5] = "RSTR";
inline constexpr char kCheckedMagic[5] = "CHKD";  // a restart page after chkdsk: nothing to replay
inline constexpr char kRecordPageMagic[5] = "RCRD";

struct RestartPage {
  MultiSectorHeader multi_sector;
  le64 chkdsk_lsn;
  le32 system_page_size;  // bytes of a restart page
  le32 log_page_size;     // bytes of a record page
  le16 restart_offset;    // of the RestartArea, from here
  le16 minor_version;
  le16 major_version;
};
static_assert(sizeof(RestartPage) == 0x1E);

inline constexpr std::uint16_t kNoClient = 0xFFFF;
inline constexpr std::uint16_t kVolumeIsClean = 0x2;  // RestartArea::flags

struct RestartArea {
  le64 current_lsn;  // last record when this was written
  le16 client_count;
  le16 first_free_client;
  le16 first_used_client;  // kNoClient: the log is closed
  le16 flags;
  le32 sequence_number_bits;  // of an LSN; the others are the place in the file
  le16 length;                // of this area with its clients
  le16 client_offset;         // of the first ClientRecord, from this area
  le64 file_size;             // usable bytes of the log file
  le32 last_record_length;
  le16 record_header_length;
  le16 page_data_offset;  // of the first record byte in a record page
  le32 open_count;
};
static_assert(sizeof(RestartArea) == 0x2C);

struct ClientRecord {
  le64 oldest_lsn;   // what lies before is not needed any more
  le64 restart_lsn;  // of the last checkpoint; 0: there is none
  le16 previous_client;
  le16 next_client;
  le16 sequence_number;
  std::uint8_t padding[6];
  le32 name_length;  // bytes
  le16 name[64];     // "NTFS"
};
static_assert(sizeof(ClientRecord) == 0xA0);
// All that versions before 1.1 wrote, and all that is needed.
inline constexpr std::size_t kClientRecordUsed = 0x20;

inline constexpr std::uint32_t kRecordEndsHere = 0x1;  // RecordPage::flags

struct RecordPage {
  MultiSectorHeader multi_sector;
  le64 last_lsn;  // last record that has bytes here; in a tail copy of version 1: file offset
  le32 flags;
  le16 page_count;     // pages that were written together
  le16 page_position;  // this one's place among them, from 1
  le16 next_record_offset;
  std::uint8_t padding[6];
  le64 last_end_lsn;  // last record that ends here
};
static_assert(sizeof(RecordPage) == 0x28);
// Version 2: where a tail copy belongs, bytes in the file (le32).
inline constexpr std::size_t kTailFileOffset = 0x3C;

enum RecordType : std::uint32_t {
  kClientRecord = 1,
  kClientRestart = 2,  // a checkpoint
};

enum LogRecordFlag : std::uint16_t {
  kMultiPage = 0x1,
  // Written since Windows 10; those bytes are zeros then.
  kNoRedoData = 0x2,
  kNoUndoData = 0x4,
};

struct LogRecordHeader {
  le64 this_lsn;
  le64 previous_lsn;   // of the transaction
  le64 undo_next_lsn;  // the next one to undo when the transaction is given up
  le32 data_length;    // bytes behind this header
  le16 client_sequence;
  le16 client_index;
  le32 record_type;
  le32 transaction;  // offset in the table of transactions
  le16 flags;
  std::uint8_t padding[6];
};
static_assert(sizeof(LogRecordHeader) == 0x30);

enum Operation : std::uint16_t {
  kNoop = 0x00,
  kCompensationLogRecord = 0x01,
  kInitializeFileRecordSegment = 0x02,
  kDeallocateFileRecordSegment = 0x03,
  kWriteEndOfFileRecordSegment = 0x04,
  kCreateAttribute = 0x05,
  kDeleteAttribute = 0x06,
  kUpdateResidentValue = 0x07,
  kUpdateNonresidentValue = 0x08,
  kUpdateMappingPairs = 0x09,
  kDeleteDirtyClusters = 0x0A,
  kSetNewAttributeSizes = 0x0B,
  kAddIndexEntryRoot = 0x0C,
  kDeleteIndexEntryRoot = 0x0D,
  kAddIndexEntryAllocation = 0x0E,
  kDeleteIndexEntryAllocation = 0x0F,
  kWriteEndOfIndexBuffer = 0x10,
  kSetIndexEntryVcnRoot = 0x11,
  kSetIndexEntryVcnAllocation = 0x12,
  kUpdateFileNameRoot = 0x13,
  kUpdateFileNameAllocation = 0x14,
  kSetBitsInNonresidentBitMap = 0x15,
  kClearBitsInNonresidentBitMap = 0x16,
  kHotFix = 0x17,
  kEndTopLevelAction = 0x18,
  kPrepareTransaction = 0x19,
  kCommitTransaction = 0x1A,
  kForgetTransaction = 0x1B,
  kOpenNonresidentAttribute = 0x1C,
  kOpenAttributeTableDump = 0x1D,
  kAttributeNamesDump = 0x1E,
  kDirtyPageTableDump = 0x1F,
  kTransactionTableDump = 0x20,
  kUpdateRecordDataRoot = 0x21,
  kUpdateRecordDataAllocation = 0x22,
  kZeroEndOfFileRecord = 0x25,  // 0x23 and 0x24 are known by name only
};

// What NTFS, the client, puts into a record of type kClientRecord.
struct ActionHeader {
  le16 redo_operation;
  le16 undo_operation;
  le16 redo_offset;  // from here
  le16 redo_length;
  le16 undo_offset;
  le16 undo_length;
  le16 target_attribute;  // offset in the table of open attributes
  le16 lcn_count;         // clusters the change lies in; their numbers follow (le64)
  le16 record_offset;     // in the MFT record, index block or clusters
  le16 attribute_offset;  // from record_offset
  le16 block_offset;      // of the MFT record or index block in the clusters, in 512 bytes
  le16 attribute_flags;
  le64 target_vcn;
};
static_assert(sizeof(ActionHeader) == 0x20);
inline constexpr std::size_t kBlockOffsetUnit = 512;

// Data of a checkpoint.
struct Checkpoint {
  le32 major_version;  // 0: the older form of the tables' entries
  le32 minor_version;
  le64 start_lsn;  // the analysis begins behind this record; 0: behind the checkpoint itself
  le64 open_attributes_lsn;
  le64 attribute_names_lsn;
  le64 dirty_pages_lsn;
  le64 transactions_lsn;
  le32 open_attributes_length;  // 0: the table is empty
  le32 attribute_names_length;
  le32 dirty_pages_length;
  le32 transactions_length;
};
static_assert(sizeof(Checkpoint) == 0x40);

// A table in a checkpoint: entries of one size, those in use begin with kEntryAllocated.
struct TableHeader {
  le16 entry_size;
  le16 entry_count;
  le16 allocated_count;
  std::uint8_t padding[6];
  le32 free_goal;
  le32 first_free;
  le32 last_free;
};
static_assert(sizeof(TableHeader) == 0x18);
inline constexpr std::uint32_t kEntryAllocated = 0xFFFFFFFF;

struct OpenAttributeEntry {
  le32 allocated;
  le32 index_block_size;  // bytes; of index allocations
  le32 type;              // of the attribute
  std::uint8_t has_dirty_pages;
  std::uint8_t padding[3];
  le64 file;  // file reference
  le64 opened_lsn;
};
static_assert(sizeof(OpenAttributeEntry) == 0x20);

struct OldOpenAttributeEntry {
  le32 allocated;
  le32 pointer;
  le64 file;
  le64 opened_lsn;
  std::uint8_t has_dirty_pages;
  std::uint8_t padding[3];
  le32 type;
  std::uint8_t name_length;
  std::uint8_t padding2[3];
  le32 name_pointer;
  le32 index_block_size;
};
static_assert(sizeof(OldOpenAttributeEntry) == 0x2C);

// LCNs (le64) follow, as many as fit into an entry.
struct DirtyPageEntry {
  le32 allocated;
  le32 target_attribute;
  le32 transfer_length;
  le32 lcn_count;
  le64 vcn;
  le64 oldest_lsn;  // of a change that may not be on disk
};
static_assert(sizeof(DirtyPageEntry) == 0x20);

struct OldDirtyPageEntry {
  le32 allocated;
  le32 target_attribute;
  le32 transfer_length;
  le32 lcn_count;
  le32 reserved;
  le64 vcn;
  le64 oldest_lsn;
};
static_assert(sizeof(OldDirtyPageEntry) == 0x24);

enum TransactionState : std::uint8_t {
  kTransactionActive = 1,
  kTransactionPrepared = 2,
  kTransactionCommitted = 3,
};

struct TransactionEntry {
  le32 allocated;
  std::uint8_t state;
  std::uint8_t padding[3];
  le64 first_lsn;
  le64 previous_lsn;
  le64 undo_next_lsn;
  le32 undo_records;
  le32 undo_bytes;
};
static_assert(sizeof(TransactionEntry) == 0x28);

// Data of kSetNewAttributeSizes; not in the order of the attribute header.
struct AttributeSizes {
  le64 allocated_size;
  le64 initialized_size;
  le64 data_size;
};
static_assert(sizeof(AttributeSizes) == 0x18);

// Data of kSetBitsInNonresidentBitMap and its opposite.
struct BitRange {
  le32 first;
  le32 count;
};
static_assert(sizeof(BitRange) == 8);

// Data of kDeleteDirtyClusters: several of them.
struct ClusterRange {
  le64 lcn;
  le64 count;
};
static_assert(sizeof(ClusterRange) == 16);

// Of the structures that the log changes, the parts that are not in fs/ntfs/layout.hpp.

inline constexpr char kIndexBlockMagic[5] = "INDX";
inline constexpr std::size_t kIndexHeaderInBlock = 0x18;
inline constexpr std::size_t kIndexHeaderInRoot = 0x10;  // from the value of $INDEX_ROOT

struct IndexHeader {
  le32 first_entry;      // from this header
  le32 used_bytes;       // with this header
  le32 allocated_bytes;  // likewise
  le32 flags;
};
static_assert(sizeof(IndexHeader) == 16);

struct IndexEntry {
  le16 data_offset;  // of the record, from here; in directories the low bits of a file reference
  std::uint8_t unused[6];
  le16 length;  // bytes, a multiple of 8
  le16 key_length;
  le16 flags;
  le16 reserved;
};
static_assert(sizeof(IndexEntry) == 16);
inline constexpr std::uint16_t kEntryHasChild = 0x1;  // its last 8 bytes are the child's VCN
inline constexpr std::uint16_t kEntryIsLast = 0x2;

// Times, sizes and attributes in a $FILE_NAME, from an index entry that has one as its key.
inline constexpr std::size_t kFileNameInfoInEntry = 0x18;
inline constexpr std::size_t kFileNameInfoBytes = 0x38;

inline constexpr std::uint32_t kIndexRoot = 0x90;  // attribute types
inline constexpr std::uint32_t kIndexAllocation = 0xA0;

}  // namespace vixmount::fs::ntfs::log::layout
