// One directory record: where a file or directory is.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "fs/iso9660/layout.hpp"
#include "fs/shared/metadata_cache.hpp"

namespace vixmount::fs::iso9660 {

struct DirectoryRecord {
  std::uint64_t position = 0;  // bytes on the volume
  layout::DirectoryRecord fields{};
  // Both valid until the cursor that read them moves.
  BytesView name;
  BytesView system_use;  // what follows the name: Rock Ridge and others

  bool has(layout::FileFlag flag) const noexcept { return (fields.flags & flag) != 0; }
  std::uint64_t end() const noexcept { return position + fields.length; }
  // The directory itself and its parent have one byte as name.
  bool is_self() const { return name.size() == 1 && name.u8(0) == 0; }
  bool is_parent() const { return name.size() == 1 && name.u8(0) == 1; }
  // Units without a gap follow each other like any other data.
  bool is_interleaved() const noexcept { return fields.interleave_gap != 0; }
  // The data, in bytes on the volume.
  ByteRange data(std::uint32_t block_size) const noexcept;
};

// Nothing when the byte there is 0: no more records in the sector. Error{damaged}, Error{io}.
std::optional<DirectoryRecord> read_record(MetadataCursor& cursor, std::uint64_t position);

}  // namespace vixmount::fs::iso9660
