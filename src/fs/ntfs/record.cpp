#include "fs/ntfs/record.hpp"

#include <cstring>
#include <vector>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kAttributeAlignment = 8;
// The end mark is the type field alone.
constexpr std::size_t kEndMarkBytes = 4;

void require_magic(std::uint64_t number, const BytesView& bytes) {
  if (has_record_magic(bytes.span())) return;
  if (bytes.size() >= 4 && std::memcmp(bytes.data(), layout::kBadRecordMagic, 4) == 0)
    fail_at(bytes.origin(), "MFT record {} is marked as bad", number);
  fail_at(bytes.origin(), "MFT record {} does not begin with FILE", number);
}

// The part of the record that attributes may stand in.
BytesView attribute_bytes(std::uint64_t number, const layout::RecordHeader& raw,
                          const BytesView& bytes) {
  const std::size_t first = raw.first_attribute;
  const std::size_t used = raw.used_bytes;
  if (used > bytes.size())
    fail_at(bytes.origin() + offsetof(layout::RecordHeader, used_bytes),
            "MFT record {} has {} bytes in use of {}", number, used, bytes.size());
  if (first < sizeof(layout::RecordHeader) || first % kAttributeAlignment != 0 ||
      !fits(first, kEndMarkBytes, used))
    fail_at(bytes.origin() + offsetof(layout::RecordHeader, first_attribute),
            "MFT record {} has its first attribute at {}, with {} bytes in use", number, first,
            used);
  return bytes.sub(first, used - first);
}

}  // namespace

bool has_record_magic(std::span<const std::byte> bytes) noexcept {
  return bytes.size() >= 4 && std::memcmp(bytes.data(), layout::kRecordMagic, 4) == 0;
}

void AttributeRange::Iterator::load() {
  // Some writers leave out the end mark of a record that is full.
  at_end_ = rest_.empty() || rest_.le32_at(0) == layout::kEndOfAttributes;
  if (at_end_) return;
  const std::size_t length = rest_.le32_at(offsetof(layout::AttributeHeader, length));
  if (length < sizeof(layout::ResidentHeader) || length % kAttributeAlignment != 0)
    fail_at(rest_.origin() + offsetof(layout::AttributeHeader, length), "an attribute of {} bytes",
            length);
  attribute_ = Attribute(rest_.sub(0, length));
}

AttributeRange::Iterator& AttributeRange::Iterator::operator++() {
  rest_ = rest_.from(attribute_.bytes().size());
  load();
  return *this;
}

Record::Record(std::uint64_t number, BytesView bytes, std::shared_ptr<const void> owner)
    : owner_(std::move(owner)), bytes_(bytes), number_(number) {
  require_magic(number, bytes);
  const auto raw = bytes.get<layout::RecordHeader>(0);
  attributes_ = attribute_bytes(number, raw, bytes);
  log_sequence_number_ = raw.log_sequence_number;
  base_ = FileReference::from(raw.base_record);
  sequence_ = raw.sequence_number;
  link_count_ = raw.link_count;
  flags_ = raw.flags;
}

bool Record::in_use() const noexcept { return (flags_ & layout::kRecordInUse) != 0; }

bool Record::is_directory() const noexcept { return (flags_ & layout::kRecordIsDirectory) != 0; }

Record parse_record(std::uint64_t number, BytesView bytes) {
  require_magic(number, bytes);
  const auto copy =
      std::make_shared<std::vector<std::byte>>(bytes.span().begin(), bytes.span().end());
  apply_fixups(*copy, bytes.origin(), fmt::format("MFT record {}", number));
  return {number, BytesView(*copy, bytes.origin()), copy};
}

}  // namespace vixmount::fs::ntfs
