#include "fs/ntfs/index_node.hpp"

#include "base/error.hpp"
#include "fs/ntfs/names_layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kEntryAlignment = 8;
constexpr std::size_t kVcnBytes = sizeof(le64);

BytesView entries_of(BytesView from_header) {
  const auto header = from_header.get<layout::IndexHeader>(0);
  const std::uint32_t first = header.first_entry;
  const std::uint32_t used = header.used_bytes;
  if (first < sizeof(header) || first % kEntryAlignment != 0 || used < first ||
      used > from_header.size())
    fail_at(from_header.origin(), "index node: entries from {} to {} in {} bytes", first, used,
            from_header.size());
  return from_header.sub(first, used - first);
}

// The entry's bytes without the child's VCN at their end.
BytesView body_of(BytesView bytes, const layout::IndexEntry& head) {
  const std::size_t child = (head.flags & layout::kEntryHasChild) != 0 ? kVcnBytes : 0;
  if (bytes.size() < sizeof(head) + child)
    fail_at(bytes.origin(), "index entry of {} bytes has no room for its child", bytes.size());
  return bytes.sub(0, bytes.size() - child);
}

}  // namespace

IndexNode::IndexNode(BytesView from_header, IndexKind kind,
                     std::shared_ptr<const std::vector<std::byte>> storage)
    : storage_(std::move(storage)), entries_(entries_of(from_header)), kind_(kind) {}

bool IndexEntryCursor::next(IndexEntry& entry) {
  if (at_end_) return false;
  const auto head = rest_.get<layout::IndexEntry>(0);
  const std::size_t length = head.length;
  if (length < sizeof(head) || length % kEntryAlignment != 0 || length > rest_.size())
    fail_at(rest_.origin(), "index entry of {} bytes where {} are left", length, rest_.size());
  const auto bytes = rest_.sub(0, length);
  const auto body = body_of(bytes, head);
  entry = IndexEntry();
  if (body.size() < length) entry.child_vcn = bytes.le64_at(body.size());
  entry.is_last = at_end_ = (head.flags & layout::kLastEntry) != 0;
  rest_ = rest_.from(length);
  if (entry.is_last) return true;
  entry.key = body.sub(sizeof(head), head.key_length);
  if (kind_ == IndexKind::attribute) {
    entry.reference = FileReference::from(head.reference);
  } else {
    const auto data = bytes.get<layout::ViewEntryData>(0);
    if (data.length != 0) entry.data = body.sub(data.offset, data.length);
  }
  return true;
}

}  // namespace vixmount::fs::ntfs
