#include "fs/iso9660/directory_record.hpp"

#include "base/error.hpp"

namespace vixmount::fs::iso9660 {

ByteRange DirectoryRecord::data(std::uint32_t block_size) const noexcept {
  const std::uint64_t block =
      std::uint64_t{fields.extent.little} + fields.extended_attribute_blocks;
  return {block * block_size, block * block_size + fields.size.little};
}

std::optional<DirectoryRecord> read_record(MetadataCursor& cursor, std::uint64_t position) {
  const std::size_t length = cursor.view(position, 1).u8(0);
  if (length == 0) return std::nullopt;
  constexpr auto kFixed = sizeof(layout::DirectoryRecord);
  if (length <= kFixed) fail_at(position, "a directory record of {} bytes", length);
  const auto bytes = cursor.view(position, length);
  DirectoryRecord out;
  out.position = position;
  out.fields = bytes.get<layout::DirectoryRecord>(0);
  const std::size_t name_length = out.fields.name_length;
  if (name_length == 0 || name_length > length - kFixed)
    fail_at(position, "a name of {} bytes in a directory record of {}", name_length, length);
  out.name = bytes.sub(kFixed, name_length);
  // A byte of padding makes the record's first part even.
  const auto behind = kFixed + name_length + (name_length % 2 == 0 ? 1 : 0);
  if (behind < length) out.system_use = bytes.from(behind);
  return out;
}

}  // namespace vixmount::fs::iso9660
