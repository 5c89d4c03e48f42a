#include "guest/windows/log_entries.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "guest/windows/marvin32.hpp"

namespace vixmount::guest::windows {
namespace {

// A log holds at most a few thousand; each needs a sector.
constexpr std::size_t kMostEntries = 1 << 20;

// All pages lie inside the hive as it is once the entry is applied, and inside the entry.
bool pages_fit(const BytesView& entry, const layout::LogEntry& header) {
  const std::uint64_t references = std::uint64_t{header.page_count} * sizeof(layout::PageReference);
  if (!fits(sizeof(header), references, entry.size())) return false;
  std::uint64_t content = sizeof(header) + references;
  for (std::uint32_t i = 0; i < header.page_count; ++i) {
    const auto page =
        entry.get<layout::PageReference>(sizeof(header) + i * sizeof(layout::PageReference));
    if (!fits(page.offset, page.size, header.bins_size) || !fits(content, page.size, entry.size()))
      return false;
    content += page.size;
  }
  return true;
}

bool is_whole(const BytesView& entry, const layout::LogEntry& header) {
  return header.header_hash == marvin32(entry.sub(0, layout::kHashedHeaderSize), kRegistrySeed) &&
         header.content_hash == marvin32(entry.from(sizeof(header)), kRegistrySeed) &&
         pages_fit(entry, header);
}

bool is_plausible(const layout::LogEntry& header, std::uint64_t room) {
  return header.signature == layout::kEntrySignature && header.size >= sizeof(header) &&
         header.size % layout::kSectorSize == 0 && header.size <= room &&
         header.size <= kLargestLogEntry && header.bins_size != 0 &&
         header.bins_size % layout::kBinUnit == 0 &&
         header.bins_size <= kLargestHive - layout::kBinsOffset;
}

}  // namespace

EntryLog::EntryLog(io::SourcePtr content, const layout::BaseBlock& base)
    : content_(std::move(content)), base_(base), first_sequence_(base.primary_sequence) {
  std::uint64_t position = layout::kSectorSize;
  while (entries_.size() < kMostEntries) {
    const auto sequence = first_sequence_ + static_cast<std::uint32_t>(entries_.size());
    const auto entry = read_entry(position, sequence);
    if (!entry) break;
    position += entry->header.size;
    entries_.push_back(*entry);
  }
}

std::optional<EntryLog::Entry> EntryLog::read_entry(std::uint64_t position,
                                                    std::uint32_t sequence) const {
  if (!fits(position, sizeof(layout::LogEntry), content_->size())) return std::nullopt;
  const auto head = io::read_bytes(*content_, position, sizeof(layout::LogEntry));
  const auto header = BytesView(head).get<layout::LogEntry>(0);
  if (!is_plausible(header, content_->size() - position) || header.sequence != sequence)
    return std::nullopt;
  const auto bytes = io::read_bytes(*content_, position, header.size);
  if (!is_whole(BytesView(bytes), header)) return std::nullopt;
  return Entry{position, header};
}

std::size_t EntryLog::apply(HiveMemory& hive) const {
  for (const auto& entry : entries_) apply(entry, hive);
  return entries_.size();
}

void EntryLog::apply(const Entry& entry, HiveMemory& hive) const {
  const auto bytes = io::read_bytes(*content_, entry.position, entry.header.size);
  const BytesView view(bytes);
  const auto end = layout::kBinsOffset + std::uint64_t{entry.header.bins_size};
  hive.resize(std::max<std::uint64_t>(hive.bytes().size(), end));
  std::size_t content =
      sizeof(layout::LogEntry) + entry.header.page_count * sizeof(layout::PageReference);
  for (std::uint32_t i = 0; i < entry.header.page_count; ++i) {
    const auto page = view.get<layout::PageReference>(sizeof(layout::LogEntry) +
                                                      i * sizeof(layout::PageReference));
    const auto from = view.sub(content, page.size);
    std::memcpy(hive.bytes().data() + layout::kBinsOffset + page.offset, from.data(), from.size());
    content += page.size;
  }
}

std::uint32_t EntryLog::bins_size() const { return entries_.back().header.bins_size; }
std::uint32_t EntryLog::flags() const { return entries_.back().header.flags; }

}  // namespace vixmount::guest::windows
