#include "fs/ntfs/log/file_record.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/log/index_entries.hpp"
#include "fs/ntfs/log/mapping_pairs.hpp"

namespace vixmount::fs::ntfs::log {

namespace nl = ntfs::layout;

namespace {

constexpr std::uint8_t kIndexed = 1;  // ResidentHeader::indexed: a $FILE_NAME

[[noreturn]] void refuse(std::string_view what) {
  fail(ErrorKind::damaged, "the log changes an MFT record that differs from the one it means: {}",
       what);
}

std::size_t aligned(std::size_t bytes) noexcept { return (bytes + 7) / 8 * 8; }

}  // namespace

bool changes_file_record(std::uint16_t operation) noexcept {
  switch (operation) {
    case layout::kInitializeFileRecordSegment:
    case layout::kDeallocateFileRecordSegment:
    case layout::kWriteEndOfFileRecordSegment:
    case layout::kCreateAttribute:
    case layout::kDeleteAttribute:
    case layout::kUpdateResidentValue:
    case layout::kUpdateMappingPairs:
    case layout::kSetNewAttributeSizes:
    case layout::kAddIndexEntryRoot:
    case layout::kDeleteIndexEntryRoot:
    case layout::kSetIndexEntryVcnRoot:
    case layout::kUpdateFileNameRoot:
    case layout::kUpdateRecordDataRoot:
    case layout::kZeroEndOfFileRecord:
      return true;
    default:
      return false;
  }
}

void FileRecord::apply(const Action& action, const Change& change) {
  if (change.operation == layout::kInitializeFileRecordSegment) {
    initialize(action, change);
    return;
  }
  require_valid();
  if (change.operation == layout::kDeallocateFileRecordSegment) {
    deallocate();
    return;
  }
  if (change.operation == layout::kZeroEndOfFileRecord) {
    zero_end(action.record_offset + action.attribute_offset, change.data.size());
    return;
  }
  require_attribute(action.record_offset);
  apply_to_attribute(action, change);
}

void FileRecord::apply_to_attribute(const Action& action, const Change& change) {
  switch (change.operation) {
    case layout::kWriteEndOfFileRecordSegment:
      write_end(action.record_offset, change.data);
      break;
    case layout::kCreateAttribute:
      create_attribute(action.record_offset, change.data);
      break;
    case layout::kDeleteAttribute:
      delete_attribute(action.record_offset);
      break;
    case layout::kUpdateResidentValue:
      update_value(action, change);
      break;
    case layout::kUpdateMappingPairs:
      update_mapping_pairs(action, change);
      break;
    case layout::kSetNewAttributeSizes:
      set_sizes(action.record_offset, change.data);
      break;
    default:
      apply_to_index_root(action, change);
  }
}

void FileRecord::apply_to_index_root(const Action& action, const Change& change) {
  const auto in_attribute = index_header_in_attribute(action.record_offset);
  if (action.attribute_offset < in_attribute) refuse("an entry before its index");
  const auto position = action.attribute_offset - in_attribute;
  switch (change.operation) {
    case layout::kAddIndexEntryRoot:
      add_index_entry(action, change.data);
      break;
    case layout::kDeleteIndexEntryRoot:
      delete_index_entry(action);
      break;
    case layout::kSetIndexEntryVcnRoot:
      IndexEntries(index_root(action.record_offset)).set_child(position, change.data);
      break;
    case layout::kUpdateFileNameRoot:
      IndexEntries(index_root(action.record_offset)).set_file_name_info(position, change.data);
      break;
    case layout::kUpdateRecordDataRoot:
      IndexEntries(index_root(action.record_offset)).set_record(position, change.data);
      break;
    default:
      fail(ErrorKind::internal, "operation {} is none of MFT records", change.operation);
  }
}

FileRecord::Header FileRecord::header() const { return BytesView(bytes_).get<Header>(0); }

void FileRecord::set_header(const Header& header) {
  std::memcpy(bytes_.data(), static_cast<const void*>(&header), sizeof(header));
}

void FileRecord::require_valid() const {
  const auto head = header();
  if (std::memcmp(head.multi_sector.magic, nl::kRecordMagic, 4) != 0) refuse("no record at all");
  if (head.used_bytes > bytes_.size() || head.first_attribute < sizeof(head) ||
      head.first_attribute % 8 != 0 || head.first_attribute + sizeof(le32) > head.used_bytes)
    refuse("its header");
}

// `position` is where an attribute is, or the end mark behind the last one. The walk ends: each
// attribute has at least 24 bytes.
void FileRecord::require_attribute(std::size_t position) const {
  const auto head = header();
  const auto used = BytesView(bytes_).sub(0, head.used_bytes);
  std::size_t at = head.first_attribute;
  while (at < position && used.le32_at(at) != nl::kEndOfAttributes) {
    const auto length = used.get<nl::AttributeHeader>(at).length.value();
    if (length < sizeof(nl::ResidentHeader) || length % 8 != 0 || !fits(at, length, used.size()))
      refuse("an attribute's length");
    at += length;
  }
  if (at != position || !fits(at, sizeof(le32), used.size())) refuse("no attribute at this place");
}

template <typename Layout>
Layout FileRecord::attribute(std::size_t position) const {
  const auto used = BytesView(bytes_).sub(0, header().used_bytes);
  if (used.le32_at(position) == nl::kEndOfAttributes) refuse("an attribute is missing");
  const auto length = used.get<nl::AttributeHeader>(position).length.value();
  if (length % 8 != 0 || length < sizeof(nl::ResidentHeader)) refuse("an attribute's length");
  return used.sub(position, length).template get<Layout>(0);
}

template <typename Layout>
void FileRecord::set_attribute(std::size_t position, const Layout& layout) {
  std::memcpy(bytes_.data() + position, static_cast<const void*>(&layout), sizeof(layout));
}

void FileRecord::resize_attribute(std::size_t position, std::size_t length) {
  auto head = header();
  auto attribute_head = attribute<nl::AttributeHeader>(position);
  const std::size_t old_length = attribute_head.length;
  const std::size_t used = head.used_bytes;
  if (length < sizeof(nl::ResidentHeader) || used - old_length + length > bytes_.size())
    refuse("no room in it");
  auto* place = bytes_.data() + position;
  std::memmove(place + length, place + old_length, used - position - old_length);
  attribute_head.length = static_cast<std::uint32_t>(length);
  set_attribute(position, attribute_head);
  head.used_bytes = static_cast<std::uint32_t>(used - old_length + length);
  set_header(head);
}

void FileRecord::put(std::size_t position, const BytesView& data) {
  if (!fits(position, data.size(), bytes_.size())) refuse("no room in it");
  std::ranges::copy(data.span(), bytes_.subspan(position).begin());
}

void FileRecord::initialize(const Action& action, const Change& change) {
  put(action.record_offset, change.data);
}

void FileRecord::deallocate() {
  auto head = header();
  head.flags = head.flags & static_cast<std::uint16_t>(~nl::kRecordInUse);
  const auto next = static_cast<std::uint16_t>(head.sequence_number + 1);
  head.sequence_number = next == 0 ? 1 : next;
  set_header(head);
}

void FileRecord::write_end(std::size_t position, const BytesView& data) {
  put(position, data);
  auto head = header();
  head.used_bytes = static_cast<std::uint32_t>(aligned(position + data.size()));
  if (head.used_bytes > bytes_.size()) refuse("no room in it");
  set_header(head);
}

void FileRecord::zero_end(std::size_t position, std::size_t length) {
  if (!fits(position, length, bytes_.size()) || position < header().used_bytes)
    refuse("its end is in use");
  std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(position), length, std::byte{0});
}

void FileRecord::create_attribute(std::size_t position, const BytesView& data) {
  const auto attribute_head = data.get<nl::ResidentHeader>(0);
  const std::size_t length = attribute_head.common.length;
  auto head = header();
  const std::size_t used = head.used_bytes;
  if (length < sizeof(nl::ResidentHeader) || length % 8 != 0 || length > data.size() ||
      !fits(used, length, bytes_.size()))
    refuse("no room in it");
  auto* place = bytes_.data() + position;
  std::memmove(place + length, place, used - position);
  std::memcpy(place, data.data(), length);
  head.used_bytes = static_cast<std::uint32_t>(used + length);
  if (head.next_attribute_id <= attribute_head.common.id)
    head.next_attribute_id = static_cast<std::uint16_t>(attribute_head.common.id + 1);
  if (attribute_head.common.non_resident == 0 && attribute_head.indexed == kIndexed)
    head.link_count = static_cast<std::uint16_t>(head.link_count + 1);
  set_header(head);
}

void FileRecord::delete_attribute(std::size_t position) {
  const auto attribute_head = attribute<nl::ResidentHeader>(position);
  const std::size_t length = attribute_head.common.length;
  auto head = header();
  const std::size_t used = head.used_bytes;
  auto* place = bytes_.data() + position;
  std::memmove(place, place + length, used - position - length);
  head.used_bytes = static_cast<std::uint32_t>(used - length);
  if (attribute_head.common.non_resident == 0 && attribute_head.indexed == kIndexed)
    head.link_count = static_cast<std::uint16_t>(head.link_count - 1);
  set_header(head);
}

// The data goes to the end of the value: with another length than what it replaces the value ends
// where the data ends.
void FileRecord::update_value(const Action& action, const Change& change) {
  const auto position = action.record_offset;
  auto head = attribute<nl::ResidentHeader>(position);
  const auto end = action.attribute_offset + change.data.size();
  if (head.common.non_resident != 0 || action.attribute_offset < head.value_offset)
    refuse("a value of another kind");
  if (change.data.size() != change.replaced_length) {
    resize_attribute(position, aligned(end));
    head = attribute<nl::ResidentHeader>(position);
    head.value_length = static_cast<std::uint32_t>(end - head.value_offset);
    set_attribute(position, head);
  }
  if (end > head.common.length) refuse("a shorter value");
  put(position + action.attribute_offset, change.data);
}

void FileRecord::update_mapping_pairs(const Action& action, const Change& change) {
  const auto position = action.record_offset;
  const auto head = attribute<nl::NonResidentHeader>(position);
  if (head.common.non_resident == 0 || action.attribute_offset < head.mapping_pairs_offset ||
      action.attribute_offset > head.common.length)
    refuse("no run list at this place");
  resize_attribute(position, aligned(action.attribute_offset + change.data.size()));
  put(position + action.attribute_offset, change.data);
  auto resized = attribute<nl::NonResidentHeader>(position);
  const auto pairs =
      BytesView(bytes_).sub(position, resized.common.length).from(resized.mapping_pairs_offset);
  resized.highest_vcn = resized.lowest_vcn + clusters_in(pairs) - 1;
  set_attribute(position, resized);
}

void FileRecord::set_sizes(std::size_t position, const BytesView& data) {
  auto head = attribute<nl::NonResidentHeader>(position);
  if (head.common.non_resident == 0) refuse("sizes of a resident attribute");
  const auto sizes = data.get<layout::AttributeSizes>(0);
  head.allocated_size = sizes.allocated_size;
  head.data_size = sizes.data_size;
  head.initialized_size = sizes.initialized_size;
  set_attribute(position, head);
  if (data.size() < sizeof(sizes) + sizeof(le64)) return;
  // Compressed and sparse attributes have a fourth size.
  if (head.common.length < sizeof(head) + sizeof(le64))
    refuse("an attribute without a fourth size");
  put(position + nl::kTotalAllocatedOffset, data.sub(sizeof(sizes), sizeof(le64)));
}

std::size_t FileRecord::index_header_in_attribute(std::size_t position) const {
  const auto head = attribute<nl::ResidentHeader>(position);
  const auto offset = head.value_offset + layout::kIndexHeaderInRoot;
  if (head.common.type != layout::kIndexRoot || head.common.non_resident != 0 ||
      !fits(head.value_offset, head.value_length, head.common.length) ||
      head.value_length < layout::kIndexHeaderInRoot + sizeof(layout::IndexHeader))
    refuse("no index root at this place");
  return offset;
}

std::span<std::byte> FileRecord::index_root(std::size_t position) {
  const auto offset = index_header_in_attribute(position);
  const auto head = attribute<nl::ResidentHeader>(position);
  return bytes_.subspan(position + offset, head.value_length - layout::kIndexHeaderInRoot);
}

// An index root has no spare room: attribute and header grow with the entry.
void FileRecord::add_index_entry(const Action& action, const BytesView& entry) {
  const auto position = action.record_offset;
  const auto length = entry_length(entry);
  auto head = attribute<nl::ResidentHeader>(position);
  resize_attribute(position, head.common.length + length);
  head = attribute<nl::ResidentHeader>(position);
  head.value_length = static_cast<std::uint32_t>(head.value_length + length);
  set_attribute(position, head);
  IndexEntries entries(index_root(position));
  auto index = entries.header();
  index.allocated_bytes = static_cast<std::uint32_t>(index.allocated_bytes + length);
  entries.set_header(index);
  entries.insert(action.attribute_offset - index_header_in_attribute(position), entry);
}

void FileRecord::delete_index_entry(const Action& action) {
  const auto position = action.record_offset;
  IndexEntries entries(index_root(position));
  const auto length = entries.remove(action.attribute_offset - index_header_in_attribute(position));
  auto index = entries.header();
  index.allocated_bytes = static_cast<std::uint32_t>(index.allocated_bytes - length);
  entries.set_header(index);
  auto head = attribute<nl::ResidentHeader>(position);
  const std::size_t attribute_length = head.common.length;
  if (attribute_length < length || head.value_length < length) refuse("a shorter index");
  head.value_length = static_cast<std::uint32_t>(head.value_length - length);
  set_attribute(position, head);
  resize_attribute(position, attribute_length - length);
}

}  // namespace vixmount::fs::ntfs::log
