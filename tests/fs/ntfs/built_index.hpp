// Indexes of NTFS laid out byte by byte for tests: offsets and values as the format's documents
// number them, without the layout structs that are under test.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "fs/ntfs/built_record.hpp"

namespace vixmount::fs::ntfs::test_bytes {

struct NameFields {
  std::uint64_t parent = 0x0005'0000'0000'0005;
  int name_space = 1;  // Win32
  std::uint32_t attributes = 0x20;
  std::uint32_t reparse_tag = 0;
};
Bytes file_name(std::u16string_view name, const NameFields& fields = {});

using Child = std::optional<std::uint64_t>;  // VCN
Bytes directory_entry(std::uint64_t reference, const Bytes& file_name, Child child = {});
Bytes view_entry(const Bytes& key, const Bytes& data, Child child = {});
Bytes last_entry(Child child = {});

// Value of $INDEX_ROOT; `type`: 0x30 in directories, 0 in views.
Bytes index_root(std::uint32_t type, std::uint32_t block_size, const std::vector<Bytes>& entries);
// A block of $INDEX_ALLOCATION, with fixups as on disk.
Bytes index_block(std::uint64_t vcn, std::size_t block_size, const std::vector<Bytes>& entries);

}  // namespace vixmount::fs::ntfs::test_bytes
