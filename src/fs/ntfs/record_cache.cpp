#include "fs/ntfs/record_cache.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"

namespace vixmount::fs::ntfs {

RecordCache::RecordCache(std::shared_ptr<const RunSource> table, std::uint32_t record_size)
    : table_(std::move(table)),
      record_size_(record_size),
      records_per_page_(std::max(kPageBytes / record_size, 1U)),
      pages_(kMostBytes / (std::size_t{records_per_page_} * record_size)) {}

Record RecordCache::record(std::uint64_t number) const {
  Pages::Pointer found;
  const auto page = number / records_per_page_;
  try {
    found = pages_.get(page, [&] { return load(page); });
  } catch (const Error&) {
    return read_alone(number);  // a neighbour's bad sector is not this record's
  }
  const auto index = static_cast<std::size_t>(number % records_per_page_);
  const BytesView bytes(
      std::span<const std::byte>(found->bytes).subspan(index * record_size_, record_size_),
      table_->volume_offset(number * record_size_));
  if (!found->intact[index]) return parse_record(number, bytes);  // to say what is wrong
  return {number, bytes, std::move(found)};
}

Record RecordCache::read_alone(std::uint64_t number) const {
  const auto offset = number * record_size_;
  const auto bytes = io::read_bytes(*table_, offset, record_size_);
  return parse_record(number, BytesView(bytes, table_->volume_offset(offset)));
}

RecordCache::Pages::Pointer RecordCache::load(std::uint64_t number) const {
  const auto page_bytes = std::uint64_t{records_per_page_} * record_size_;
  const auto offset = number * page_bytes;
  const auto whole_records = table_->size() / record_size_ * record_size_;
  auto page = std::make_shared<Page>();
  page->bytes = io::read_bytes(
      *table_, offset, static_cast<std::size_t>(std::min(page_bytes, whole_records - offset)));
  page->intact.reserve(records_per_page_);
  for (std::size_t at = 0; at < page->bytes.size(); at += record_size_) {
    const auto bytes = std::span(page->bytes).subspan(at, record_size_);
    page->intact.push_back(has_record_magic(bytes) && try_apply_fixups(bytes));
  }
  return page;
}

}  // namespace vixmount::fs::ntfs
