#include "fs/ntfs/built_record.hpp"

#include <algorithm>

namespace vixmount::fs::ntfs::test_bytes {
namespace {

constexpr std::size_t kStride = 512;

Bytes attribute_head(const AttributeFields& fields, bool non_resident, std::size_t name_offset) {
  Bytes out(name_offset);
  put(out, 0, fields.type, 4);
  put(out, 8, non_resident ? 1 : 0, 1);
  put(out, 9, fields.name.size(), 1);
  put(out, 10, name_offset, 2);
  put(out, 12, fields.flags, 2);
  put(out, 14, fields.id, 2);
  const auto name = utf16(fields.name);
  out.insert(out.end(), name.begin(), name.end());
  return out;
}

Bytes finished(Bytes attribute, const Bytes& content) {
  attribute.insert(attribute.end(), content.begin(), content.end());
  attribute.resize((attribute.size() + 7) / 8 * 8);
  put(attribute, 4, attribute.size(), 4);
  return attribute;
}

}  // namespace

void put(Bytes& bytes, std::size_t offset, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i)
    bytes.at(offset + i) = static_cast<std::byte>(value >> (8 * i));
}

Bytes bytes_of(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value));
  return out;
}

Bytes utf16(std::u16string_view text) {
  Bytes out(text.size() * 2);
  for (std::size_t i = 0; i < text.size(); ++i) put(out, 2 * i, text[i], 2);
  return out;
}

Bytes boot_sector() {
  Bytes out(512);
  constexpr std::string_view kName = "NTFS    ";
  for (std::size_t i = 0; i < kName.size(); ++i) out[3 + i] = static_cast<std::byte>(kName[i]);
  put(out, 11, 512, 2);
  put(out, 13, 8, 1);
  put(out, 0x28, 32767, 8);
  put(out, 0x30, 4, 8);
  put(out, 0x38, 2047, 8);
  put(out, 0x40, 0xF6, 1);  // -10: 1 KiB
  put(out, 0x44, 1, 1);     // one cluster
  put(out, 0x48, 0x1122334455667788, 8);
  put(out, 510, 0xAA55, 2);
  return out;
}

Bytes resident_attribute(const AttributeFields& fields, const Bytes& value) {
  auto out = attribute_head(fields, false, 24);
  out.resize((out.size() + 7) / 8 * 8);
  put(out, 16, value.size(), 4);
  put(out, 20, out.size(), 2);
  return finished(std::move(out), value);
}

Bytes non_resident_attribute(const AttributeFields& fields, const Extent& extent,
                             const Bytes& mapping_pairs) {
  auto out = attribute_head(fields, true, 64);
  out.resize((out.size() + 7) / 8 * 8);
  put(out, 16, extent.lowest_vcn, 8);
  put(out, 24, extent.highest_vcn, 8);
  put(out, 32, out.size(), 2);
  put(out, 40, extent.allocated, 8);
  put(out, 48, extent.size, 8);
  put(out, 56, extent.initialized, 8);
  return finished(std::move(out), mapping_pairs);
}

void protect(Bytes& bytes, std::size_t array) {
  const auto strides = bytes.size() / kStride;
  put(bytes, 4, array, 2);
  put(bytes, 6, strides + 1, 2);
  put(bytes, array, 7, 2);
  for (std::size_t i = 1; i <= strides; ++i) {
    const auto last = i * kStride - 2;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(last), 2,
                bytes.begin() + static_cast<std::ptrdiff_t>(array + 2 * i));
    put(bytes, last, 7, 2);
  }
}

Bytes record(const RecordFields& fields, const std::vector<Bytes>& attributes) {
  Bytes out(fields.size);
  constexpr std::string_view kMagic = "FILE";
  for (std::size_t i = 0; i < kMagic.size(); ++i) out[i] = static_cast<std::byte>(kMagic[i]);
  const std::size_t array = 48;
  const auto first = (array + 2 * (fields.size / kStride + 1) + 7) / 8 * 8;
  put(out, 16, fields.sequence, 2);
  put(out, 18, 1, 2);
  put(out, 20, first, 2);
  put(out, 22, fields.flags, 2);
  put(out, 28, fields.size, 4);
  put(out, 32, fields.base, 8);
  put(out, 44, fields.number, 4);
  auto at = first;
  for (const auto& attribute : attributes) {
    std::copy(attribute.begin(), attribute.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
    at += attribute.size();
  }
  put(out, at, 0xFFFFFFFF, 4);
  put(out, 24, at + 8, 4);
  protect(out, array);
  return out;
}

}  // namespace vixmount::fs::ntfs::test_bytes
