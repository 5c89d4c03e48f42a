#include "fs/ntfs/log/changes.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ntfs/log/file_record.hpp"
#include "fs/ntfs/log/index_block.hpp"

namespace vixmount::fs::ntfs::log {
namespace {

// Both kinds of protected structures have their LSN behind the update sequence header.
constexpr std::size_t kLsnOffset = 8;
constexpr std::uint32_t kMostIndexBlock = 64U << 10;  // as the boot sector's parser allows

// Changes of bits are logged by pages of 4 KiB; larger ones would only cost time.
constexpr std::uint32_t kMostBits = 8U << 16;

bool has_change(std::span<const std::byte> bytes, std::optional<Lsn> lsn) {
  return lsn && BytesView(bytes).le64_at(kLsnOffset) >= *lsn;
}

void stamp(std::span<std::byte> bytes, std::optional<Lsn> lsn) {
  if (!lsn) return;
  const le64 value = *lsn;
  std::memcpy(bytes.data() + kLsnOffset, &value, sizeof(value));
}

bool any_freed(const std::vector<std::uint64_t>& lcns) noexcept {
  return std::ranges::find(lcns, 0) != lcns.end();
}

}  // namespace

bool Changes::make(const Action& action, const Change& change,
                   const std::vector<std::uint64_t>& lcns, std::optional<Lsn> lsn) {
  if (changes_file_record(change.operation))
    return !any_freed(lcns) && change_record(action, change, all(lcns), lsn);
  if (changes_index_block(change.operation))
    return !any_freed(lcns) && change_index_block(action, change, all(lcns), lsn);
  switch (change.operation) {
    case layout::kUpdateNonresidentValue:
      if (attributes_.at(action.target_attribute).type != layout::kIndexAllocation)
        return write_clusters(action, change, lcns);
      return !any_freed(lcns) && write_index_block(action, change, all(lcns), lsn);
    case layout::kSetBitsInNonresidentBitMap:
      return !any_freed(lcns) && change_bits(action, change, all(lcns), true);
    case layout::kClearBitsInNonresidentBitMap:
      return !any_freed(lcns) && change_bits(action, change, all(lcns), false);
    default:
      fail(ErrorKind::unsupported, "operation {:#x} of the log", change.operation);
  }
}

Clusters Changes::all(const std::vector<std::uint64_t>& lcns) const {
  return {volume_, shape_.cluster_size, lcns};
}

void Changes::account(std::size_t bytes) {
  work_ += bytes;
  if (work_ > kMostWork)
    fail(ErrorKind::limit_exceeded, "the log changes more than {} bytes", kMostWork);
}

bool Changes::change_record(const Action& action, const Change& change, Clusters clusters,
                            std::optional<Lsn> lsn) {
  account(shape_.record_size);
  std::vector<std::byte> bytes(shape_.record_size);
  const bool whole = clusters.read_protected(action.block_offset, bytes) &&
                     std::memcmp(bytes.data(), ntfs::layout::kRecordMagic, 4) == 0;
  if (whole && has_change(bytes, lsn)) return false;
  if (!whole &&
      (change.operation != layout::kInitializeFileRecordSegment || action.record_offset != 0))
    fail(ErrorKind::damaged, "the log changes an MFT record that is torn or was never written");
  FileRecord(bytes).apply(action, change);
  stamp(bytes, lsn);
  clusters.write_protected(action.block_offset, std::move(bytes));
  return true;
}

std::size_t Changes::index_block_size(const Action& action) const {
  const auto& attribute = attributes_.at(action.target_attribute);
  if (attribute.type != layout::kIndexAllocation || !is_power_of_two(attribute.index_block_size) ||
      attribute.index_block_size < 512 || attribute.index_block_size > kMostIndexBlock)
    fail(ErrorKind::damaged,
         "the log changes index blocks of {} bytes, in an attribute of type {:#x}",
         attribute.index_block_size, attribute.type);
  return attribute.index_block_size;
}

bool Changes::change_index_block(const Action& action, const Change& change, Clusters clusters,
                                 std::optional<Lsn> lsn) {
  const auto offset = action.block_offset + action.record_offset;
  account(index_block_size(action));
  std::vector<std::byte> bytes(index_block_size(action));
  if (!clusters.read_protected(offset, bytes))
    fail(ErrorKind::damaged, "the log changes an index block that is torn or was never written");
  if (has_change(bytes, lsn)) return false;
  IndexBlock(bytes).apply(action.attribute_offset, change);
  stamp(bytes, lsn);
  clusters.write_protected(offset, std::move(bytes));
  return true;
}

// The whole block, or a part of it, as it is without its update sequence applied.
bool Changes::write_index_block(const Action& action, const Change& change, Clusters clusters,
                                std::optional<Lsn> lsn) {
  const auto in_block = action.record_offset + action.attribute_offset;
  account(index_block_size(action));
  std::vector<std::byte> bytes(index_block_size(action));
  const bool whole = clusters.read_protected(action.block_offset, bytes) &&
                     std::memcmp(bytes.data(), layout::kIndexBlockMagic, 4) == 0;
  if (whole && has_change(bytes, lsn)) return false;
  if (!whole && in_block != 0)
    fail(ErrorKind::damaged, "the log changes an index block that is torn or was never written");
  if (!fits(in_block, change.data.size(), bytes.size()))
    fail(ErrorKind::damaged, "the log writes {} bytes at {} of an index block of {}",
         change.data.size(), in_block, bytes.size());
  if (!whole) std::ranges::fill(bytes, std::byte{0});
  std::ranges::copy(change.data.span(), bytes.begin() + static_cast<std::ptrdiff_t>(in_block));
  stamp(bytes, lsn);
  clusters.write_protected(action.block_offset, std::move(bytes));
  return true;
}

bool Changes::write_clusters(const Action& action, const Change& change,
                             const std::vector<std::uint64_t>& lcns) {
  // The clusters in front of the first one that was freed: what was behind it is void.
  const auto used = static_cast<std::size_t>(std::ranges::find(lcns, 0) - lcns.begin());
  const auto offset = action.block_offset + action.record_offset + action.attribute_offset;
  if (!fits(offset, change.data.size(), lcns.size() * std::uint64_t{shape_.cluster_size}))
    fail(ErrorKind::damaged, "the log writes {} bytes at {} of {} clusters", change.data.size(),
         offset, lcns.size());
  Clusters clusters(volume_, shape_.cluster_size,
                    {lcns.begin(), lcns.begin() + static_cast<std::ptrdiff_t>(used)});
  if (offset >= clusters.size()) return false;
  const auto count = std::min<std::uint64_t>(change.data.size(), clusters.size() - offset);
  clusters.write(offset, change.data.span().first(static_cast<std::size_t>(count)));
  return true;
}

bool Changes::change_bits(const Action& action, const Change& change, Clusters clusters,
                          bool value) {
  const auto range = change.data.get<layout::BitRange>(0);
  const auto offset = action.block_offset + action.record_offset;
  const std::uint64_t first = range.first;
  const std::uint64_t end = first + range.count;
  const auto bytes_first = first / 8;
  if (range.count > kMostBits)
    fail(ErrorKind::damaged, "the log changes {} bits at once", range.count.value());
  account(range.count);
  auto bytes =
      clusters.read(offset + bytes_first, static_cast<std::size_t>((end + 7) / 8 - bytes_first));
  for (auto bit = first; bit < end; ++bit) {
    const auto mask = static_cast<std::byte>(1U << bit % 8);
    auto& byte = bytes[static_cast<std::size_t>(bit / 8 - bytes_first)];
    byte = value ? byte | mask : byte & ~mask;
  }
  clusters.write(offset + bytes_first, bytes);
  return true;
}

}  // namespace vixmount::fs::ntfs::log
