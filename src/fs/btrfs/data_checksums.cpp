#include "fs/btrfs/data_checksums.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace vixmount::fs::btrfs {

struct DataChecksums::Wanted {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::vector<std::byte> sums;
  std::vector<bool> found;  // by sector

  // The part that a run of sums from `address` on holds; true when it went past the end.
  bool take(std::uint64_t address, BytesView run, std::size_t size, std::uint32_t sector_size);
};

bool DataChecksums::Wanted::take(std::uint64_t address, BytesView run, std::size_t size,
                                 std::uint32_t sector_size) {
  const auto sectors = run.size() / size;
  const auto skip = address < begin ? (begin - address) / sector_size : 0;
  for (auto i = skip; i < sectors; ++i) {
    const auto at = address + i * sector_size;
    if (at >= end || at < begin) break;
    const auto slot = static_cast<std::size_t>((at - begin) / sector_size);
    const auto sum = run.sub(i * size, size).span();
    std::copy(sum.begin(), sum.end(),
              sums.begin() + static_cast<std::ptrdiff_t>(slot * size));
    found[slot] = true;
  }
  return address + sectors * sector_size >= end;
}

DataChecksums::DataChecksums(std::optional<Tree> tree, const Superblock& superblock,
                             LoggedChecksums logged)
    : tree_(std::move(tree)),
      sector_size_(superblock.sector_size),
      size_(checksum_size(superblock.checksum_type)),
      logged_(std::move(logged)) {}

std::vector<std::byte> DataChecksums::find(std::uint64_t logical, std::size_t count) const {
  Wanted wanted{logical, logical + count * std::uint64_t{sector_size_},
                std::vector<std::byte>(count * size_), std::vector<bool>(count)};
  take_from_tree(wanted);
  take_from_log(wanted);
  const auto missing = std::find(wanted.found.begin(), wanted.found.end(), false);
  if (missing != wanted.found.end())
    fail_at(logical + static_cast<std::uint64_t>(missing - wanted.found.begin()) * sector_size_,
            "content without its checksum");
  return std::move(wanted.sums);
}

void DataChecksums::take_from_tree(Wanted& wanted) const {
  if (!tree_) return;
  const Key first{kChecksumObjects, ItemType::extent_checksum, wanted.begin};
  const auto in_front = find_last_item(*tree_, first);
  const auto is_sum = [](const Key& key) {
    return key.objectid == kChecksumObjects && key.type == ItemType::extent_checksum;
  };
  if (in_front && is_sum(in_front->key) &&
      wanted.take(in_front->key.offset, in_front->data, size_, sector_size_))
    return;
  for (Items items(*tree_, first);
       !items.at_end() && is_sum(items.key()) && items.key().offset < wanted.end; items.next())
    wanted.take(items.key().offset, items.data(), size_, sector_size_);
}

void DataChecksums::take_from_log(Wanted& wanted) const {
  auto at = logged_.upper_bound(wanted.begin);
  if (at != logged_.begin()) --at;
  for (; at != logged_.end() && at->first < wanted.end; ++at)
    wanted.take(at->first, BytesView(at->second), size_, sector_size_);
}

}  // namespace vixmount::fs::btrfs
