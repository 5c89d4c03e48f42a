#include "fs/hfsplus/journal/journal_file.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::hfsplus::journal {
namespace {

constexpr std::uint32_t kLeastHeader = 512, kMostHeader = 64 << 10;
// A list of blocks has 16 bytes for each; Apple's is as large as the blocks of a transaction need,
// at most 3 MiB of 512 bytes each.
constexpr std::uint32_t kMostList = 1 << 20;
// All of it may have to be read. Apple's tools make 512 MiB at most.
constexpr std::uint64_t kMostJournal = std::uint64_t{4} << 30;
// What is in memory of a block whose checksum is wanted.
constexpr std::uint64_t kPiece = 64 << 10;

std::uint32_t add_to_checksum(std::uint32_t sum, BytesView bytes) noexcept {
  for (const auto byte : bytes.span()) sum = (sum << 8) ^ (sum + std::to_integer<unsigned>(byte));
  return sum;
}

}  // namespace

std::uint32_t checksum(BytesView bytes) noexcept { return ~add_to_checksum(0, bytes); }

std::uint32_t checksum_without(BytesView bytes, std::size_t zeroed) {
  std::vector<std::byte> copy(bytes.span().begin(), bytes.span().end());
  std::fill_n(copy.begin() + static_cast<std::ptrdiff_t>(zeroed), 4, std::byte{0});
  return checksum(BytesView(copy));
}

JournalFile::JournalFile(const io::ByteSource& volume, std::uint64_t at, std::uint64_t size,
                         bool verify)
    : volume_(volume), at_(at), verify_(verify) {
  if (size < kLeastHeader || size > kMostJournal || !fits(at, size, volume.size()))
    fail_at(at, "a journal of {} bytes", size);
  const auto bytes = io::read_bytes(volume, at, layout::kHeaderChecksumBytes);
  const BytesView raw(bytes, at);
  big_ = raw.be32_at(4) == layout::kEndianMagic;
  if (big_)
    parse<layout::Big>(raw);
  else
    parse<layout::Little>(raw);
  const auto inside = [&](std::uint64_t offset) {
    return offset >= header_size_ && offset <= size_ && offset % kLeastHeader == 0;
  };
  if (!is_power_of_two(header_size_) || header_size_ < kLeastHeader || header_size_ > kMostHeader ||
      size_ > size || size_ <= header_size_ || !inside(start_) || !inside(end_) ||
      list_size_ < layout::kListChecksumBytes || list_size_ > kMostList ||
      list_size_ > size_ - header_size_)
    fail_at(at, "the journal's header holds what cannot be");
  // At the very end means at the beginning.
  if (start_ == size_) start_ = header_size_;
  if (end_ == size_) end_ = header_size_;
}

template <template <typename> class Field>
void JournalFile::parse(BytesView raw) {
  const auto header = raw.get<layout::Header<Field>>(0);
  if (header.magic != layout::kMagic || header.endian != layout::kEndianMagic)
    fail_at(at_, "no journal header is there");
  if (verify_ && header.checksum != checksum_without(raw, layout::kHeaderChecksumAt))
    fail_at(at_ + layout::kHeaderChecksumAt, "the journal header's checksum is wrong");
  start_ = header.start;
  end_ = header.end;
  size_ = header.size;
  list_size_ = header.list_size;
  header_size_ = header.header_size;
}

std::uint64_t JournalFile::advance(std::uint64_t offset, std::uint64_t bytes) const noexcept {
  const auto ring = size_ - header_size_;
  return header_size_ + (offset - header_size_ + bytes % ring) % ring;
}

std::uint32_t JournalFile::checksum_of(std::uint64_t offset, std::uint64_t length) const {
  std::uint32_t sum = 0;
  while (length != 0) {
    const auto bytes = read(offset, static_cast<std::size_t>(std::min(length, kPiece)));
    sum = add_to_checksum(sum, BytesView(bytes));
    offset = advance(offset, bytes.size());
    length -= bytes.size();
  }
  return ~sum;
}

std::vector<std::byte> JournalFile::read(std::uint64_t offset, std::size_t length) const {
  std::vector<std::byte> out(length);
  for (std::span<std::byte> rest(out); !rest.empty();) {
    const auto part = rest.first(std::min<std::uint64_t>(rest.size(), until_end(offset)));
    volume_.read(position(offset), part);
    offset = advance(offset, part.size());
    rest = rest.subspan(part.size());
  }
  return out;
}

}  // namespace vixmount::fs::hfsplus::journal
