#include "fs/ntfs/log/log_file.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/fixup.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// Pages behind the end in which check_end looks for later ones. Windows writes fewer at once.
constexpr std::uint64_t kPagesBehindEnd = 64;

// Which of two versions of a page was written later: a page only ever gains records.
auto progress(const layout::RecordPage& page) noexcept {
  return std::tuple(page.last_lsn.value(), page.last_end_lsn.value(),
                    page.next_record_offset.value());
}

}  // namespace

LogFile::LogFile(io::SourcePtr source, const Restart& restart)
    : source_(std::move(source)), restart_(restart) {
  read_tail_copies();
}

// Nothing for pages that were never written or are torn.
std::optional<LogFile::Page> LogFile::read_page(std::uint64_t offset) const {
  Page page;
  page.offset = offset;
  page.bytes = io::read_bytes(*source_, offset, restart_.page_size);
  if (std::memcmp(page.bytes.data(), layout::kRecordPageMagic, 4) != 0 ||
      !try_apply_fixups(page.bytes))
    return std::nullopt;
  page.header = BytesView(page.bytes, offset).get<layout::RecordPage>(0);
  return page;
}

// Before a page that already holds records is written again, a copy of it goes to the pages in
// front of the ring, so that a torn write loses nothing.
void LogFile::read_tail_copies() {
  const auto pages = restart_.major_version >= 2 ? std::uint64_t{32} : std::uint64_t{2};
  for (auto offset = restart_.first_page - pages * restart_.page_size; offset < restart_.first_page;
       offset += restart_.page_size) {
    auto page = read_page(offset);
    if (!page) continue;
    if (restart_.major_version >= 2) {
      page->offset = BytesView(page->bytes).le32_at(layout::kTailFileOffset);
    } else {
      page->offset = page->header.last_lsn;
      page->header.last_lsn = page->header.last_end_lsn;
    }
    if (page->offset % restart_.page_size != 0 || page->offset < restart_.first_page ||
        page->offset >= restart_.file_size)
      continue;
    keep_tail_copy(std::move(*page));
  }
}

void LogFile::keep_tail_copy(Page page) {
  const auto same = std::ranges::find(tails_, page.offset, &Page::offset);
  if (same == tails_.end())
    tails_.push_back(std::move(page));
  else if (progress(same->header) < progress(page.header))
    *same = std::move(page);
}

std::uint64_t LogFile::next_page(std::uint64_t offset) const noexcept {
  offset += restart_.page_size;
  return offset >= restart_.file_size ? restart_.first_page : offset;
}

// The page in its place or a newer tail copy of it; nullptr when neither is whole.
const LogFile::Page* LogFile::page_at(std::uint64_t offset) {
  if (current_offset_ != offset) {
    current_ = read_page(offset);
    current_offset_ = offset;
    const auto tail = std::ranges::find(tails_, offset, &Page::offset);
    if (tail != tails_.end() && (!current_ || progress(current_->header) < progress(tail->header)))
      current_ = *tail;
  }
  if (!current_) missing_page_ = offset;
  return current_ ? &*current_ : nullptr;
}

// Appends `length` bytes of a record, from page to page; where they end in the last page. Nothing
// when a page is missing or holds older records.
std::optional<std::uint64_t> LogFile::read_data(LogRecord& record, std::uint64_t page_offset,
                                                std::size_t in_page, std::size_t length) {
  // A record longer than the ring would come around to itself.
  const auto most_pages = (restart_.file_size - restart_.first_page) / restart_.page_size;
  for (std::uint64_t pages = 0; pages < most_pages; ++pages) {
    const auto* page = page_at(page_offset);
    if (page == nullptr || page->header.last_lsn < record.lsn) {
      missing_page_ = page_offset;
      return std::nullopt;
    }
    const auto count = std::min<std::size_t>(length, restart_.page_size - in_page);
    const auto from = page->bytes.begin() + static_cast<std::ptrdiff_t>(in_page);
    record.data.insert(record.data.end(), from, from + static_cast<std::ptrdiff_t>(count));
    length -= count;
    if (length == 0) {
      if ((page->header.flags & layout::kRecordEndsHere) == 0 ||
          page->header.last_end_lsn < record.lsn) {
        missing_page_ = page_offset;
        return std::nullopt;
      }
      return in_page + count;
    }
    page_offset = next_page(page_offset);
    in_page = restart_.page_data_offset;
  }
  fail_at(restart_.file_offset(record.lsn), "a record of the log is longer than the log");
}

Lsn LogFile::following(const LogRecord& record, std::uint64_t page_offset, std::size_t end) const {
  auto lap = restart_.lap(record.lsn);
  if (page_offset < restart_.file_offset(record.lsn) / restart_.page_size * restart_.page_size)
    ++lap;
  const auto aligned = (end + 7) / 8 * 8;
  const bool last_in_page = current_->header.last_lsn == record.lsn ||
                            aligned + restart_.record_header_size > restart_.page_size;
  if (!last_in_page) return restart_.lsn(lap, page_offset + aligned);
  const auto next = next_page(page_offset);
  return restart_.lsn(next == restart_.first_page ? lap + 1 : lap,
                      next + restart_.page_data_offset);
}

std::optional<LogRecord> LogFile::find(Lsn lsn) {
  const auto offset = restart_.file_offset(lsn);
  const auto in_page = static_cast<std::size_t>(offset % restart_.page_size);
  if (offset < restart_.first_page || offset >= restart_.file_size ||
      in_page < restart_.page_data_offset ||
      in_page + restart_.record_header_size > restart_.page_size)
    fail_at(offset, "no record of the log can have the LSN {:#x}", lsn);
  const auto* page = page_at(offset - in_page);
  if (page == nullptr) return std::nullopt;
  const auto header = BytesView(page->bytes, page->offset).get<layout::LogRecordHeader>(in_page);
  if (page->header.last_lsn < lsn || header.this_lsn != lsn) {
    missing_page_ = offset - in_page;
    return std::nullopt;
  }
  if (header.data_length > kMostRecordData)
    fail_at(offset, "a record of the log with {} bytes of data", header.data_length.value());
  if (header.client_index != restart_.client_index ||
      header.client_sequence != restart_.client_sequence ||
      (header.record_type != layout::kClientRecord && header.record_type != layout::kClientRestart))
    fail_at(offset, "a record of the log of type {} by client {}", header.record_type.value(),
            header.client_index.value());
  LogRecord record;
  record.lsn = lsn;
  record.file_offset = offset + restart_.record_header_size;
  record.undo_next = header.undo_next_lsn;
  record.type = static_cast<layout::RecordType>(header.record_type.value());
  record.transaction = header.transaction;
  record.flags = header.flags;
  const auto end = read_data(record, offset - in_page, in_page + restart_.record_header_size,
                             header.data_length);
  if (!end) return std::nullopt;
  record.next = following(record, current_offset_, static_cast<std::size_t>(*end));
  return record;
}

LogRecord LogFile::get(Lsn lsn) {
  auto record = find(lsn);
  if (!record) fail_at(restart_.file_offset(lsn), "the log has lost its record {:#x}", lsn);
  return std::move(*record);
}

void LogFile::check_end(Lsn last) {
  // Pages that were written together with the missing one may have reached the disk before it: the
  // guest never relied on them. Pages of a later write prove that it did rely on the missing one.
  const auto missing = missing_page_;
  const auto ring = (restart_.file_size - restart_.first_page) / restart_.page_size;
  auto offset = missing;
  for (std::uint64_t behind = 1; behind < std::min(ring, kPagesBehindEnd); ++behind) {
    offset = next_page(offset);
    const auto page = read_page(offset);
    if (!page || page->header.last_lsn <= last) continue;
    const std::uint16_t position = page->header.page_position;
    if (position != 0 && position <= behind)
      fail_at(missing, "a page of the log is damaged; later ones are in use");
  }
}

}  // namespace vixmount::fs::ntfs::log
