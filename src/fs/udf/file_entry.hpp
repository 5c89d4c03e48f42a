// File entries and extended file entries: what UDF has for inodes. Facts: ECMA-167, 4/14.6, 4/14.9
// and 4/14.17; OSTA UDF 2.60, 2.3.5 to 2.3.7; strategy 4096: ECMA-167, 4/A.5.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fs/file_system.hpp"
#include "fs/udf/extents.hpp"

namespace vixmount::fs::udf {

enum FileType : std::uint8_t {
  kUnspecifiedFile = 0,
  kDirectoryFile = 4,
  kByteFile = 5,
  kBlockDevice = 6,
  kCharacterDevice = 7,
  kFifo = 9,
  kSocket = 10,
  kSymbolicLink = 12,
  kStreamDirectory = 13,
  kVatFile = 248,
  kRealTimeFile = 249,
  kMetadataFile = 250,
  kMetadataMirrorFile = 251,
};

struct FileEntry {
  Location location;       // where it was found: strategy 4096 leads on from where it was named
  std::uint64_t position = 0;  // of its first byte in the volume
  std::uint8_t file_type = 0;
  std::uint16_t flags = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint32_t permissions = 0;  // in the bits of UDF
  std::uint16_t link_count = 0;
  std::uint64_t size = 0;             // bytes
  std::uint64_t blocks_recorded = 0;
  layout::Timestamp accessed, modified, changed;
  std::optional<layout::Timestamp> created;
  std::optional<Location> streams;    // the stream directory
  std::vector<std::byte> attributes;  // extended attributes
  std::uint64_t allocation_at = 0;    // byte of the volume
  std::vector<std::byte> allocation;  // descriptors, or the content itself

  bool is_embedded() const noexcept {
    return (flags & layout::kAllocationMask) == layout::kEmbedded;
  }
  bool is_directory() const noexcept {
    return file_type == kDirectoryFile || file_type == kStreamDirectory;
  }
};

// Error{damaged}; Error{unsupported} for another strategy than 4 and 4096.
FileEntry read_file_entry(const Blocks& blocks, const Partitions& partitions, Location place);

// The extents of a file whose content is not in the file entry.
Extents extents_of(const Blocks& blocks, const Partitions& partitions, const FileEntry& entry);

// The content. `keeper`, `copy`: as FileSource's. Error{damaged}.
io::SourcePtr open_content(const Blocks& blocks, const Partitions& partitions,
                           std::shared_ptr<const void> keeper, const FileEntry& entry,
                           unsigned copy = 0);

NodeType node_type_of(std::uint8_t file_type) noexcept;

// The low twelve bits of st_mode, as Linux makes them of UDF's.
std::uint16_t mode_of(const FileEntry& entry) noexcept;

}  // namespace vixmount::fs::udf
