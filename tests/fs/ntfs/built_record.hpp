// Structures of NTFS laid out byte by byte for tests: offsets and values as the format's documents
// number them, without the layout structs that are under test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount::fs::ntfs::test_bytes {

using Bytes = std::vector<std::byte>;

void put(Bytes& bytes, std::size_t offset, std::uint64_t value, std::size_t width);
Bytes bytes_of(std::initializer_list<int> values);
Bytes utf16(std::u16string_view text);

// 512 bytes as mkntfs writes them for 512-byte sectors and clusters of 4 KiB.
Bytes boot_sector();

struct AttributeFields {
  std::uint32_t type = 0x80;
  std::u16string_view name;
  std::uint16_t flags = 0;
  std::uint16_t id = 0;
};
Bytes resident_attribute(const AttributeFields& fields, const Bytes& value);

struct Extent {
  std::uint64_t lowest_vcn = 0;
  std::uint64_t highest_vcn = 0;
  std::uint64_t allocated = 0;
  std::uint64_t size = 0;
  std::uint64_t initialized = 0;
};
Bytes non_resident_attribute(const AttributeFields& fields, const Extent& extent,
                             const Bytes& mapping_pairs);

struct RecordFields {
  std::uint32_t number = 0;
  std::uint16_t sequence = 1;
  std::uint16_t flags = 1;  // in use
  std::uint64_t base = 0;
  std::size_t size = 1024;
};
// With fixups as on disk (number 0x0007).
Bytes record(const RecordFields& fields, const std::vector<Bytes>& attributes);
// Protects a structure whose array stands at `array`.
void protect(Bytes& bytes, std::size_t array);

}  // namespace vixmount::fs::ntfs::test_bytes
