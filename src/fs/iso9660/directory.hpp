// The entries of a directory with their names.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/file_system.hpp"
#include "fs/iso9660/directory_record.hpp"
#include "fs/iso9660/volume.hpp"

namespace vixmount::fs::iso9660 {

struct Directory {
  ByteRange records;  // in bytes on the volume
};

// The directory whose first record, its own, is at `position`. Error{damaged} when that is no such
// record, Error{unsupported}, Error{io}.
Directory find_directory(const Volume& volume, std::uint64_t position);

// The records of a range, one after the other. None crosses the end of a sector.
class RecordReader {
 public:
  RecordReader(const Volume& volume, ByteRange range) noexcept
      : cursor_(volume.cache()), block_size_(volume.block_size()), range_(range) {}
  // Nothing at the end; the record is valid until the next call. After an Error{damaged} the next
  // call goes on with the next sector.
  std::optional<DirectoryRecord> next();

 private:
  MetadataCursor cursor_;
  std::uint32_t block_size_;
  ByteRange range_;
};

struct NamedEntry {
  std::string name;
  NodeId node = 0;
  NodeType type = NodeType::unknown;
  std::uint64_t begin = 0;  // of its first record, from the directory's begin
  std::uint64_t end = 0;    // of its last one
};

// The entries whose records begin at `offset` or behind it, without the directory itself, its
// parent, associated files and relocated directories. `visit` returns false to stop. Records that
// are damaged are left out; the first such damage is returned. Error{io}.
std::optional<Error> scan_entries(const Volume& volume, const Directory& directory,
                                  std::uint64_t offset,
                                  const std::function<bool(const NamedEntry&)>& visit);

bool is_empty(const Volume& volume, const Directory& directory);

// The directory above the one at `position`: where it belongs, not where it was relocated to.
NodeId find_parent(const Volume& volume, std::uint64_t position);

}  // namespace vixmount::fs::iso9660
