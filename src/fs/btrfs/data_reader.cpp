#include "fs/btrfs/data_reader.hpp"

#include <algorithm>
#include <vector>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/parallel.hpp"
#include "fs/btrfs/copy_failure.hpp"

namespace vixmount::fs::btrfs {

void DataReader::read_plain(std::uint64_t logical, std::span<std::byte> out) const {
  CopyFailure failure;
  for (unsigned copy = 0; copy < space_->copies(logical); ++copy) {
    try {
      space_->read_copy(logical, out, copy);
      return;
    } catch (const Error& error) {
      failure.note(error);
    }
  }
  failure.rethrow();
}

void DataReader::read_checked(std::uint64_t logical, std::span<std::byte> out) const {
  if (!verify_) return read_plain(logical, out);
  if (const auto skip = logical % sector_size_; skip != 0) {
    const auto head = std::min<std::size_t>(sector_size_ - skip, out.size());
    read_part_of_sector(logical, out.first(head));
    logical += head;
    out = out.subspan(head);
  }
  const auto tail = out.size() % sector_size_;
  const auto middle = out.first(out.size() - tail);
  const auto pieces = divide_rounding_up(middle.size(), kPiece);
  parallel_for(pieces, [&](std::size_t i) {
    const auto at = i * kPiece;
    read_sectors(logical + at, middle.subspan(at, std::min(kPiece, middle.size() - at)));
  });
  if (tail != 0) read_part_of_sector(logical + middle.size(), out.last(tail));
}

void DataReader::read_part_of_sector(std::uint64_t logical, std::span<std::byte> out) const {
  std::vector<std::byte> sector(sector_size_);
  const auto skip = static_cast<std::size_t>(logical % sector_size_);
  read_sectors(logical - skip, sector);
  std::copy_n(sector.begin() + static_cast<std::ptrdiff_t>(skip), out.size(), out.begin());
}

// Whole sectors.
void DataReader::read_sectors(std::uint64_t logical, std::span<std::byte> out) const {
  const auto count = out.size() / sector_size_;
  const auto sums = checksums_.find(logical, count);
  bool there = true;
  try {
    space_->read_copy(logical, out, 0);
  } catch (const Error&) {  // perhaps of one sector alone: each is tried by itself
    there = false;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto sector = out.subspan(i * sector_size_, sector_size_);
    const auto sum = std::span(sums).subspan(i * checksums_.size(), checksums_.size());
    if (!there || !checksum_matches(type_, sector, sum))
      mend_sector(logical + i * sector_size_, sector, sum);
  }
}

void DataReader::mend_sector(std::uint64_t logical, std::span<std::byte> out,
                             std::span<const std::byte> sum) const {
  CopyFailure unreadable;
  const auto copies = space_->copies(logical);
  for (unsigned copy = 0; copy < copies; ++copy) {
    try {
      space_->read_copy(logical, out, copy);
      if (checksum_matches(type_, out, sum)) return;
    } catch (const Error& error) {
      unreadable.note(error);
    }
  }
  if (unreadable) unreadable.rethrow();
  fail_at(logical, "content does not fit its checksum in any of {} copies", copies);
}

}  // namespace vixmount::fs::btrfs
