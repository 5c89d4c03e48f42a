#include "fs/ntfs/log/log_builder.hpp"

#include <algorithm>

#include "io/sources.hpp"

namespace vixmount::fs::ntfs::log::test_log {

using test_bytes::put;

namespace {

constexpr std::size_t kData = 0x40;    // first record byte in a page
constexpr std::size_t kHeader = 0x30;  // of a record
constexpr int kOffsetBits = 19;        // of an LSN: files of up to 4 MiB

void copy_to(Bytes& to, std::size_t offset, const Bytes& from) {
  std::ranges::copy(from, to.begin() + static_cast<std::ptrdiff_t>(offset));
}

void put_text(Bytes& to, std::size_t offset, const char* text) {
  for (; *text != 0; ++text) put(to, offset++, static_cast<unsigned char>(*text), 1);
}

}  // namespace

Bytes action(const Change& change) {
  const auto fixed = 0x20 + 8 * std::max<std::size_t>(1, change.lcns.size());
  const auto undo = fixed + (change.redo_data.size() + 7) / 8 * 8;
  Bytes out(undo + (change.undo_data.size() + 7) / 8 * 8);
  put(out, 0, static_cast<std::uint64_t>(change.redo), 2);
  put(out, 2, static_cast<std::uint64_t>(change.undo), 2);
  put(out, 4, fixed, 2);
  put(out, 6, change.redo_data.size(), 2);
  put(out, 8, undo, 2);
  put(out, 10, change.undo_data.size(), 2);
  put(out, 12, change.attribute, 2);
  put(out, 14, change.lcns.size(), 2);
  put(out, 16, change.record_offset, 2);
  put(out, 18, change.attribute_offset, 2);
  put(out, 20, change.block_offset, 2);
  put(out, 24, change.vcn, 8);
  for (std::size_t i = 0; i < change.lcns.size(); ++i) put(out, 0x20 + 8 * i, change.lcns[i], 8);
  copy_to(out, fixed, change.redo_data);
  copy_to(out, undo, change.undo_data);
  return out;
}

LogBuilder::LogBuilder(Shape shape) : shape_(shape), number_(shape.begin), position_(kData) {}

std::size_t LogBuilder::first_page() const { return shape_.major == 1 ? 4 : 34; }

Bytes& LogBuilder::page(std::size_t number) {
  auto& bytes = pages_[number];
  if (bytes.empty()) {
    bytes.resize(kPage);
    put_text(bytes, 0, "RCRD");
    put(bytes, 4, 0x28, 2);
    put(bytes, 6, 9, 2);
    put(bytes, 20, 1, 2);
    put(bytes, 22, 1, 2);
  }
  return bytes;
}

void LogBuilder::next_page() {
  position_ = kData;
  if (++number_ < shape_.pages) return;
  number_ = 0;
  ++lap_;
}

void LogBuilder::skip_page() { next_page(); }

std::uint64_t LogBuilder::add(const Entry& entry) {
  if (position_ + kHeader > kPage) next_page();
  const auto offset = (first_page() + number_) * kPage + position_;
  const auto lsn = lap_ << kOffsetBits | offset >> 3;
  Bytes bytes(kHeader);
  put(bytes, 0, lsn, 8);
  put(bytes, 16, entry.undo_next, 8);
  put(bytes, 24, entry.data.size(), 4);
  put(bytes, 32, entry.type, 4);
  put(bytes, 36, entry.transaction, 4);
  put(bytes, 40, entry.flags | (position_ + kHeader + entry.data.size() > kPage ? 1U : 0U), 2);
  bytes.insert(bytes.end(), entry.data.begin(), entry.data.end());
  for (std::size_t done = 0; done < bytes.size();) {
    if (position_ == kPage) next_page();
    const auto count = std::min(bytes.size() - done, kPage - position_);
    auto& here = page(number_);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(done), count,
                here.begin() + static_cast<std::ptrdiff_t>(position_));
    put(here, 8, lsn, 8);
    position_ += count;
    done += count;
  }
  position_ = (position_ + 7) / 8 * 8;
  auto& last = page(number_);
  put(last, 16, 1, 4);
  put(last, 24, position_, 2);
  put(last, 32, lsn, 8);
  return last_ = lsn;
}

std::uint64_t LogBuilder::checkpoint() {
  Bytes data(0x70);
  put(data, 0, 1, 4);
  return checkpoint(data);
}

std::uint64_t LogBuilder::checkpoint(const Bytes& data) {
  return checkpoint_ = add({data, 2, 0, 0, 0});
}

std::size_t LogBuilder::page_of(std::uint64_t lsn) const {
  return ((lsn << 3) & ((8ULL << kOffsetBits) - 1)) / kPage * kPage;
}

void LogBuilder::move_to_tail(std::uint64_t lsn) { tail_ = page_of(lsn) / kPage - first_page(); }

Bytes LogBuilder::restart_page(std::uint64_t current_lsn, int flags) const {
  Bytes out(kPage);
  put_text(out, 0, "RSTR");
  put(out, 4, 0x1E, 2);
  put(out, 6, 9, 2);
  put(out, 0x10, kPage, 4);
  put(out, 0x14, kPage, 4);
  put(out, 0x18, 0x30, 2);
  put(out, 0x1A, shape_.major == 1 ? 1 : 0, 2);
  put(out, 0x1C, static_cast<std::uint64_t>(shape_.major), 2);
  put(out, 0x30, current_lsn, 8);
  put(out, 0x38, 1, 2);
  put(out, 0x3A, 0xFFFF, 2);
  put(out, 0x3E, static_cast<std::uint64_t>(flags), 2);
  put(out, 0x40, 64 - kOffsetBits, 4);
  put(out, 0x44, 0xE0, 2);
  put(out, 0x46, 0x40, 2);
  put(out, 0x48, (first_page() + shape_.pages) * kPage, 8);
  put(out, 0x54, kHeader, 2);
  put(out, 0x56, kData, 2);
  put(out, 0x70, checkpoint_, 8);
  put(out, 0x78, checkpoint_, 8);
  put(out, 0x80, 0xFFFF, 2);
  put(out, 0x82, 0xFFFF, 2);
  test_bytes::protect(out, 0x1E);
  return out;
}

Bytes LogBuilder::finished_page(std::size_t number) const {
  auto bytes = pages_.at(number);
  test_bytes::protect(bytes, 0x28);
  return bytes;
}

Bytes LogBuilder::file() const {
  Bytes out((first_page() + shape_.pages) * kPage, std::byte{0xFF});
  copy_to(out, 0, restart_page(checkpoint_, 0));
  copy_to(out, kPage, restart_page(checkpoint_, 0));
  for (const auto& [number, bytes] : pages_)
    if (number != tail_) copy_to(out, (first_page() + number) * kPage, finished_page(number));
  if (tail_ == ~std::size_t{0}) return out;
  auto tail = pages_.at(tail_);
  put(tail, shape_.major == 1 ? 8 : 0x3C, (first_page() + tail_) * kPage,
      shape_.major == 1 ? 8 : 4);
  test_bytes::protect(tail, 0x28);
  copy_to(out, 2 * kPage, tail);
  return out;
}

void Volume::put(std::uint64_t offset, const Bytes& bytes) {
  copy_to(bytes_, static_cast<std::size_t>(offset), bytes);
}

io::SourcePtr Volume::source() const { return std::make_shared<io::MemorySource>(bytes_); }

}  // namespace vixmount::fs::ntfs::log::test_log
