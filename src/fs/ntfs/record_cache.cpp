#include "fs/ntfs/record_cache.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"

namespace vixmount::fs::ntfs {

RecordCache::RecordCache(std::shared_ptr<const RunSource> table, std::uint32_t record_size)
    : table_(std::move(table)),
      record_size_(record_size),
      records_per_page_(std::max(kPageBytes / record_size, 1U)),
      slots_per_shard_(kMostBytes / kShards / (std::size_t{records_per_page_} * record_size)),
      shards_(std::make_unique<std::array<Shard, kShards>>()) {}

Record RecordCache::record(std::uint64_t number) const {
  PagePtr found;
  try {
    found = page(number / records_per_page_);
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

RecordCache::PagePtr RecordCache::page(std::uint64_t number) const {
  auto& shard = (*shards_)[number % kShards];
  {
    const std::lock_guard lock(shard.mutex);
    if (const auto found = shard.index.find(number); found != shard.index.end()) {
      auto& slot = shard.slots[found->second];
      slot.recently_used = true;
      return slot.page;
    }
  }
  // Read outside of the lock: two threads may read the same page, which is harmless.
  auto loaded = load(number);
  remember(shard, number, loaded);
  return loaded;
}

RecordCache::PagePtr RecordCache::load(std::uint64_t number) const {
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

void RecordCache::remember(Shard& shard, std::uint64_t number, const PagePtr& page) const {
  const std::lock_guard lock(shard.mutex);
  if (shard.index.contains(number)) return;
  if (shard.slots.size() < slots_per_shard_) {
    shard.index.emplace(number, static_cast<std::uint32_t>(shard.slots.size()));
    shard.slots.push_back({number, page, false});
    return;
  }
  while (shard.slots[shard.hand].recently_used) {
    shard.slots[shard.hand].recently_used = false;
    shard.hand = (shard.hand + 1) % static_cast<std::uint32_t>(shard.slots.size());
  }
  auto& slot = shard.slots[shard.hand];
  shard.index.erase(slot.number);
  shard.index.emplace(number, shard.hand);
  slot = {number, page, false};
  shard.hand = (shard.hand + 1) % static_cast<std::uint32_t>(shard.slots.size());
}

}  // namespace vixmount::fs::ntfs
