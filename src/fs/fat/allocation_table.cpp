#include "fs/fat/allocation_table.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::fs::fat {
namespace {

// 12 bits at cluster * 1.5: the low or the high end of two bytes.
std::uint32_t fat12_entry(BytesView two_bytes, std::uint32_t cluster) {
  const std::uint32_t value = two_bytes.le16_at(0);
  return cluster % 2 == 0 ? value & 0xFFF : value >> 4;
}

}  // namespace

AllocationTable::AllocationTable(MetadataCachePtr cache, std::vector<std::uint64_t> copies,
                                 EntryBits bits, const ClusterHeap& heap)
    : cache_(std::move(cache)),
      copies_(std::move(copies)),
      bits_(bits),
      mask_(static_cast<std::uint32_t>((std::uint64_t{1} << static_cast<unsigned>(bits)) - 1)),
      heap_(heap) {}

std::uint64_t AllocationTable::offset_of(std::uint32_t cluster) const noexcept {
  switch (bits_) {
    case EntryBits::fat12:
      return std::uint64_t{cluster} + cluster / 2;
    case EntryBits::fat16:
      return std::uint64_t{cluster} * 2;
    default:
      return std::uint64_t{cluster} * 4;
  }
}

std::uint64_t AllocationTable::bytes() const noexcept {
  return offset_of(kFirstCluster + heap_.cluster_count);
}

std::uint32_t AllocationTable::read_copy(std::uint64_t copy, std::uint32_t cluster,
                                         MetadataCursor& cursor) const {
  const auto offset = copy + offset_of(cluster);
  switch (bits_) {
    case EntryBits::fat12:
      return fat12_entry(cursor.view(offset, 2), cluster);
    case EntryBits::fat16:
      return cursor.view(offset, 2).le16_at(0);
    default:
      return cursor.view(offset, 4).le32_at(0) & mask_;
  }
}

std::uint32_t AllocationTable::read(std::uint32_t cluster, MetadataCursor& cursor) const {
  for (std::size_t i = 0; i + 1 < copies_.size(); ++i) {
    try {
      return read_copy(copies_[i], cluster, cursor);
    } catch (const Error&) {
      continue;  // the next copy says the same, or why not
    }
  }
  return read_copy(copies_.back(), cluster, cursor);
}

std::uint32_t AllocationTable::entry(std::uint32_t cluster) const {
  MetadataCursor cursor(*cache_);
  return read(cluster, cursor);
}

void AllocationTable::require_cluster(std::uint32_t cluster, std::uint64_t named_at) const {
  if (!heap_.contains(cluster))
    fail_at(named_at, "cluster {} is not one of the volume's {}", cluster, heap_.cluster_count);
}

void AllocationTable::fail_link(std::uint32_t cluster, std::uint32_t value) const {
  const auto at = copies_.front() + offset_of(cluster);
  if (value == 0) fail_at(at, "the chain goes through cluster {}, which is free", cluster);
  if (value == mask_ - 8) fail_at(at, "the chain goes through the bad cluster {}", cluster);
  fail_at(at, "cluster {} is followed by cluster {}, which is not one of the volume's {}", cluster,
          value, heap_.cluster_count);
}

void AllocationTable::require_no_circle(const ClusterRuns& runs) {
  if (const auto repeated = runs.first_repeated(); repeated != 0)
    fail(ErrorKind::damaged, "the chain of clusters comes to cluster {} a second time", repeated);
}

std::uint32_t AllocationTable::next(std::uint32_t cluster) const {
  MetadataCursor cursor(*cache_);
  const auto value = read(cluster, cursor);
  if (heap_.contains(value)) return value;
  if (is_end(value))
    fail_at(copies_.front() + offset_of(cluster), "the chain ends at cluster {}", cluster);
  fail_link(cluster, value);
}

ClusterRuns AllocationTable::follow(std::uint32_t first, std::uint64_t count,
                                    std::uint64_t named_at) const {
  ClusterRuns runs;
  if (count == 0) return runs;
  if (count > heap_.cluster_count)
    fail_at(named_at, "a file of {} clusters on a volume of {}", count, heap_.cluster_count);
  MetadataCursor cursor(*cache_);
  require_cluster(first, named_at);
  for (auto cluster = first;;) {
    runs.append(cluster);
    const bool is_last = runs.cluster_count() == count;
    const auto value = read(cluster, cursor);
    if (is_last && (heap_.contains(value) || is_end(value))) break;
    if (is_end(value))
      fail_at(copies_.front() + offset_of(cluster),
              "the chain ends after {} of {} clusters, at cluster {}", runs.cluster_count(), count,
              cluster);
    if (!heap_.contains(value)) fail_link(cluster, value);
    cluster = value;
  }
  require_no_circle(runs);
  return runs;
}

ClusterRuns AllocationTable::follow_to_end(std::uint32_t first, std::uint64_t most,
                                           std::uint64_t named_at) const {
  ClusterRuns runs;
  MetadataCursor cursor(*cache_);
  require_cluster(first, named_at);
  for (auto cluster = first;;) {
    runs.append(cluster);
    const auto value = read(cluster, cursor);
    if (is_end(value)) break;
    if (!heap_.contains(value)) fail_link(cluster, value);
    if (runs.cluster_count() >= most)
      fail_at(copies_.front() + offset_of(cluster), "the chain has more than {} clusters", most);
    cluster = value;
  }
  require_no_circle(runs);
  return runs;
}

std::uint32_t AllocationTable::count_free() const {
  MetadataCursor cursor(*cache_);
  std::uint32_t free = 0;
  for (std::uint32_t i = 0; i < heap_.cluster_count; ++i)
    if (read(kFirstCluster + i, cursor) == 0) ++free;
  return free;
}

}  // namespace vixmount::fs::fat
