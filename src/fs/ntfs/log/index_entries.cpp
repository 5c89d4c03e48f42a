#include "fs/ntfs/log/index_entries.hpp"

#include <algorithm>
#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

[[noreturn]] void refuse(const char* what) {
  fail(ErrorKind::damaged, "the log changes an index that differs from the one it means: {}", what);
}

}  // namespace

std::size_t entry_length(const BytesView& data) {
  const std::size_t length = data.get<layout::IndexEntry>(0).length;
  if (length < sizeof(layout::IndexEntry) || length % 8 != 0 || length > data.size())
    fail_at(data.origin(), "the log adds an index entry of {} bytes", length);
  return length;
}

IndexEntries::IndexEntries(std::span<std::byte> bytes) : bytes_(bytes) {
  const auto head = header();
  if (head.used_bytes > bytes.size() || head.allocated_bytes > bytes.size() ||
      head.used_bytes > head.allocated_bytes || head.first_entry < sizeof(head) ||
      head.first_entry > head.used_bytes)
    refuse("its header");
}

layout::IndexHeader IndexEntries::header() const {
  return BytesView(bytes_).get<layout::IndexHeader>(0);
}

void IndexEntries::set_header(const layout::IndexHeader& header) {
  std::memcpy(bytes_.data(), &header, sizeof(header));
}

void IndexEntries::set_used(std::size_t bytes) {
  auto head = header();
  head.used_bytes = static_cast<std::uint32_t>(bytes);
  set_header(head);
}

layout::IndexEntry IndexEntries::entry_at(std::size_t position) const {
  const auto used = BytesView(bytes_).sub(0, header().used_bytes);
  const auto entry = used.get<layout::IndexEntry>(position);
  if (entry.length < sizeof(entry) || !fits(position, entry.length, used.size()))
    refuse("an entry's length");
  return entry;
}

// The walk ends: each entry has at least 16 bytes.
void IndexEntries::require_entry(std::size_t position) const {
  std::size_t at = header().first_entry;
  while (at < position) {
    const auto entry = entry_at(at);
    if ((entry.flags & layout::kEntryIsLast) != 0) break;
    at += entry.length;
  }
  if (at != position) refuse("no entry at this place");
}

void IndexEntries::put(std::size_t position, std::size_t in_entry, const BytesView& data) {
  require_entry(position);
  if (!fits(in_entry, data.size(), entry_at(position).length)) refuse("a shorter entry");
  std::ranges::copy(data.span(), bytes_.subspan(position + in_entry).begin());
}

void IndexEntries::insert(std::size_t position, const BytesView& entry) {
  const auto length = entry_length(entry);
  require_entry(position);
  const std::size_t used = header().used_bytes;
  if (!fits(used, length, header().allocated_bytes)) refuse("no room for the entry");
  auto* place = bytes_.data() + position;
  std::memmove(place + length, place, used - position);
  std::memcpy(place, entry.data(), length);
  set_used(used + length);
}

std::size_t IndexEntries::remove(std::size_t position) {
  require_entry(position);
  const auto entry = entry_at(position);
  if ((entry.flags & layout::kEntryIsLast) != 0) refuse("the last entry is to be removed");
  const std::size_t length = entry.length;
  const std::size_t used = header().used_bytes;
  auto* place = bytes_.data() + position;
  std::memmove(place, place + length, used - position - length);
  set_used(used - length);
  return length;
}

void IndexEntries::set_child(std::size_t position, const BytesView& vcn) {
  require_entry(position);
  const auto entry = entry_at(position);
  if ((entry.flags & layout::kEntryHasChild) == 0 || vcn.size() != sizeof(le64))
    refuse("an entry without a child");
  put(position, entry.length - sizeof(le64), vcn);
}

void IndexEntries::set_file_name_info(std::size_t position, const BytesView& info) {
  if (info.size() != layout::kFileNameInfoBytes) refuse("an odd size of times and sizes");
  put(position, layout::kFileNameInfoInEntry, info);
}

void IndexEntries::set_record(std::size_t position, const BytesView& data) {
  require_entry(position);
  put(position, entry_at(position).data_offset, data);
}

void IndexEntries::write_end(std::size_t position, const BytesView& entries) {
  require_entry(position);
  if (!fits(position, entries.size(), header().allocated_bytes)) refuse("no room for the entries");
  std::ranges::copy(entries.span(), bytes_.subspan(position).begin());
  set_used(position + entries.size());
}

}  // namespace vixmount::fs::ntfs::log
