#include "fs/ext/journal/directory_block.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/ext/checksum.hpp"
#include "fs/ext/layout.hpp"

namespace vixmount::fs::ext::jbd2 {
namespace {

using layout::DirectoryEntryHeader;
using layout::DirectoryTail;

// Record lengths are multiples of 4; one of 64 KiB does not fit into its field.
constexpr std::size_t kAlignment = 4;
constexpr std::size_t kLargestLength = 65536;

std::size_t space_for(std::size_t name_length) noexcept {
  return (sizeof(DirectoryEntryHeader) + name_length + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

std::size_t DirectoryBlock::end() const noexcept {
  return bytes_.size() - (has_tail_ ? sizeof(DirectoryTail) : 0);
}

DirectoryBlock::Place DirectoryBlock::at(std::size_t offset) const {
  const auto raw = BytesView(bytes_).get<DirectoryEntryHeader>(offset);
  std::size_t length = raw.record_length;
  if (bytes_.size() == kLargestLength && (length == 0 || length == kLargestLength - 1))
    length = kLargestLength;
  if (length < sizeof(raw) || length % kAlignment != 0 || length > bytes_.size() - offset ||
      sizeof(raw) + raw.name_length > length)
    fail(ErrorKind::damaged, "directory entry at {} of its block: record of {} bytes, name of {}",
         offset, length, raw.name_length);
  return {offset, length, raw.inode, raw.name_length};
}

std::string_view DirectoryBlock::name_of(const Place& place) const {
  return BytesView(bytes_).text(place.offset + sizeof(DirectoryEntryHeader), place.name_length);
}

std::optional<DirectoryBlock::Entry> DirectoryBlock::find(std::string_view name) const {
  for (std::size_t offset = 0; offset < end();) {
    const auto place = at(offset);
    if (place.inode != 0 && name_of(place) == name) return Entry{place.inode, name_of(place)};
    offset += place.length;
  }
  return std::nullopt;
}

std::uint16_t DirectoryBlock::encode_length(std::size_t length) const noexcept {
  return static_cast<std::uint16_t>(std::min(length, kLargestLength - 1));
}

void DirectoryBlock::write(std::size_t offset, std::size_t length, std::uint32_t inode,
                           std::uint8_t file_type, std::string_view name) {
  DirectoryEntryHeader raw{};
  raw.inode = inode;
  raw.record_length = encode_length(length);
  raw.name_length = static_cast<std::uint8_t>(name.size());
  raw.file_type = file_type;
  std::memcpy(bytes_.data() + offset, &raw, sizeof(raw));
  if (!name.empty()) std::memcpy(bytes_.data() + offset + sizeof(raw), name.data(), name.size());
}

bool DirectoryBlock::insert(std::string_view name, std::uint32_t inode, std::uint8_t file_type) {
  const auto needed = space_for(name.size());
  for (std::size_t offset = 0; offset < end();) {
    const auto place = at(offset);
    const auto used = place.inode == 0 ? 0 : space_for(place.name_length);
    if (place.length >= used + needed && offset + place.length <= end()) {
      if (used != 0) {
        const le16 shorter = encode_length(used);
        std::memcpy(bytes_.data() + offset + offsetof(DirectoryEntryHeader, record_length),
                    &shorter, sizeof(shorter));
      }
      write(offset + used, place.length - used, inode, file_type, name);
      return true;
    }
    offset += place.length;
  }
  return false;
}

bool DirectoryBlock::remove(std::string_view name) {
  for (std::size_t offset = 0; offset < end();) {
    const auto place = at(offset);
    if (place.inode != 0 && name_of(place) == name) {
      const le32 unused = 0;
      std::memcpy(bytes_.data() + offset, &unused, sizeof(unused));
      return true;
    }
    offset += place.length;
  }
  return false;
}

void DirectoryBlock::make_empty() {
  std::ranges::fill(bytes_, std::byte{0});
  write(0, end(), 0, 0, {});
  if (!has_tail_) return;
  DirectoryTail tail{};
  tail.record_length = sizeof(tail);
  tail.file_type = layout::kDirectoryTailType;
  std::memcpy(bytes_.data() + end(), &tail, sizeof(tail));
}

void DirectoryBlock::make_first(std::uint32_t self, std::uint32_t parent, std::uint8_t file_type) {
  make_empty();
  const auto first = space_for(1);
  write(0, first, self, file_type, ".");
  write(first, end() - first, parent, file_type, "..");
}

bool DirectoryBlock::is_index_node() const {
  const auto first = at(0);
  return first.inode == 0 && first.length == bytes_.size();
}

std::uint32_t DirectoryBlock::computed_checksum(std::uint32_t seed) const {
  return crc32c(seed, bytes_.first(end()));
}

bool DirectoryBlock::checksum_matches(std::uint32_t seed) const {
  if (!has_tail_) return true;
  const auto tail = BytesView(bytes_).get<DirectoryTail>(end());
  return tail.file_type == layout::kDirectoryTailType && tail.record_length == sizeof(tail) &&
         tail.checksum == computed_checksum(seed);
}

void DirectoryBlock::update_checksum(std::uint32_t seed) {
  if (!has_tail_) return;
  const le32 checksum = computed_checksum(seed);
  std::memcpy(bytes_.data() + end() + offsetof(DirectoryTail, checksum), &checksum,
              sizeof(checksum));
}

}  // namespace vixmount::fs::ext::jbd2
