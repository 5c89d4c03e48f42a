#include "volume/gpt/header.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <libdeflate.h>

#include "base/bytes.hpp"

namespace vixmount::volume::gpt {
namespace {

// The usual table is 128 entries of 128 bytes, 16 KiB. Nothing known makes more than 1,024; the
// bound is a megabyte of memory.
constexpr std::uint64_t kMostEntriesBytes = 1 << 20;
// The specification allows 128 * 2^n; 4096 is the largest sector.
constexpr std::uint32_t kMostEntrySize = 4096;

std::uint32_t crc32(std::span<const std::byte> bytes) noexcept {
  return libdeflate_crc32(0, bytes.data(), bytes.size());
}

void check_header_crc(std::span<const std::byte> sector, const Header& header,
                      std::uint64_t offset) {
  if (header.header_size < sizeof(Header) || header.header_size > sector.size())
    fail_at(offset, "the GPT header says it is {} bytes long", header.header_size.value());
  std::vector<std::byte> covered(sector.begin(), sector.begin() + header.header_size);
  std::memset(covered.data() + offsetof(Header, header_crc), 0, sizeof(header.header_crc));
  if (crc32(covered) != header.header_crc) fail_at(offset, "the GPT header has a wrong checksum");
}

void check_header_fields(const Header& header, std::uint64_t block, std::uint64_t offset) {
  if (header.own_block != block)
    fail_at(offset, "the GPT header says it is in block {}, but stands in {}",
            header.own_block.value(), block);
  if (header.first_usable_block > header.last_usable_block)
    fail_at(offset, "the GPT header's usable blocks {} to {} are none",
            header.first_usable_block.value(), header.last_usable_block.value());
  if (header.entry_size < sizeof(Entry) || header.entry_size > kMostEntrySize ||
      !is_power_of_two(header.entry_size))
    fail_at(offset, "the GPT header gives entries of {} bytes", header.entry_size.value());
  if (std::uint64_t{header.entry_count} * header.entry_size > kMostEntriesBytes)
    fail_at(offset, "the GPT header gives {} entries, more than fit {} bytes",
            header.entry_count.value(), kMostEntriesBytes);
}

std::vector<Entry> read_entries(const io::ByteSource& source, const Header& header,
                                std::uint32_t sector_size) {
  const auto offset =
      checked_multiply(header.entries_block.value(), sector_size, "place of the GPT entries");
  const auto length = std::size_t{header.entry_count} * header.entry_size;
  if (!fits(offset, length, source.size()))
    fail_at(offset, "the GPT entries reach behind the end of the disk");
  const auto bytes = io::read_bytes(source, offset, length);
  if (crc32(bytes) != header.entries_crc) fail_at(offset, "the GPT entries have a wrong checksum");
  const BytesView view(bytes, offset);
  std::vector<Entry> entries;
  entries.reserve(header.entry_count);
  for (std::size_t i = 0; i < header.entry_count; ++i)
    entries.push_back(view.get<Entry>(i * header.entry_size));
  return entries;
}

// Fills `copy` as far as it gets; throws what is wrong.
void read_into(Copy& copy, const io::ByteSource& source, std::uint32_t sector_size,
               std::uint64_t block) {
  const auto offset = checked_multiply(block, sector_size, "place of the GPT header");
  if (!fits(offset, sector_size, source.size()))
    fail_at(offset, "the place of the GPT header is behind the end of the disk");
  const auto sector = io::read_bytes(source, offset, sector_size);
  const auto header = BytesView(sector, offset).get<Header>(0);
  if (std::string_view(header.signature.data(), header.signature.size()) != kSignature)
    fail_at(offset, "there is no GPT header");
  copy.present = true;
  check_header_crc(sector, header, offset);
  check_header_fields(header, block, offset);
  copy.other_block = header.other_block;
  Table table;
  table.sector_size = sector_size;
  table.other_block = header.other_block;
  table.first_usable_block = header.first_usable_block;
  table.last_usable_block = header.last_usable_block;
  table.entries = read_entries(source, header, sector_size);
  copy.table = std::move(table);
}

}  // namespace

Copy read_copy(const io::ByteSource& source, std::uint32_t sector_size, std::uint64_t block) {
  Copy copy;
  try {
    read_into(copy, source, sector_size, block);
  } catch (const Error& error) {
    copy.fault = error.message();
  }
  return copy;
}

}  // namespace vixmount::volume::gpt
