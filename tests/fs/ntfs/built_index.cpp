#include "fs/ntfs/built_index.hpp"

namespace vixmount::fs::ntfs::test_bytes {
namespace {

void append(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

Bytes entry(const Bytes& head, const Bytes& body, std::size_t key_length, unsigned flags,
            Child child) {
  Bytes out = head;
  out.resize(16);
  append(out, body);
  out.resize((out.size() + 7) / 8 * 8);
  if (child) {
    flags |= 1;
    out.resize(out.size() + 8);
    put(out, out.size() - 8, *child, 8);
  }
  put(out, 8, out.size(), 2);
  put(out, 10, key_length, 2);
  put(out, 12, flags, 2);
  return out;
}

// The index header at `at`, the entries from `first` on (counted from the header).
void put_entries(Bytes& out, std::size_t at, std::size_t first, const std::vector<Bytes>& entries) {
  auto end = at + first;
  for (const auto& each : entries) {
    if (out.size() < end + each.size()) out.resize(end + each.size());
    for (std::size_t i = 0; i < each.size(); ++i) out[end + i] = each[i];
    end += each.size();
  }
  put(out, at, first, 4);
  put(out, at + 4, end - at, 4);
  put(out, at + 8, out.size() - at, 4);
}

}  // namespace

Bytes file_name(std::u16string_view name, const NameFields& fields) {
  Bytes out(66);
  put(out, 0, fields.parent, 8);
  for (std::size_t i = 0; i < 4; ++i) put(out, 8 + 8 * i, 0x01D0'0000'0000'0000 + i, 8);
  put(out, 40, 4096, 8);
  put(out, 48, 1234, 8);
  put(out, 56, fields.attributes, 4);
  put(out, 60, fields.reparse_tag, 4);
  put(out, 64, name.size(), 1);
  put(out, 65, static_cast<std::uint64_t>(fields.name_space), 1);
  append(out, utf16(name));
  return out;
}

Bytes directory_entry(std::uint64_t reference, const Bytes& file_name, Child child) {
  Bytes head(8);
  put(head, 0, reference, 8);
  return entry(head, file_name, file_name.size(), 0, child);
}

Bytes view_entry(const Bytes& key, const Bytes& data, Child child) {
  Bytes head(8);
  put(head, 0, 16 + key.size(), 2);
  put(head, 2, data.size(), 2);
  Bytes body = key;
  append(body, data);
  return entry(head, body, key.size(), 0, child);
}

Bytes last_entry(Child child) { return entry(Bytes(8), {}, 0, 2, child); }

Bytes index_root(std::uint32_t type, std::uint32_t block_size, const std::vector<Bytes>& entries) {
  Bytes out(32);
  put(out, 0, type, 4);
  put(out, 4, type == 0 ? 0x13 : 1, 4);
  put(out, 8, block_size, 4);
  put_entries(out, 16, 16, entries);
  return out;
}

Bytes index_block(std::uint64_t vcn, std::size_t block_size, const std::vector<Bytes>& entries) {
  Bytes out(block_size);
  constexpr std::string_view kMagic = "INDX";
  for (std::size_t i = 0; i < kMagic.size(); ++i) out[i] = static_cast<std::byte>(kMagic[i]);
  put(out, 16, vcn, 8);
  const auto array_bytes = 2 * (block_size / 512 + 1);
  const auto first = (40 + array_bytes + 7) / 8 * 8 - 24;
  put_entries(out, 24, first, entries);
  protect(out, 40);
  return out;
}

}  // namespace vixmount::fs::ntfs::test_bytes
