#include "fs/udf/volume_descriptors.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"
#include "fs/udf/cs0.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

// A sequence has 16 blocks as a rule; pointers lead to more.
constexpr unsigned kMostDescriptors = 1024;
constexpr unsigned kMostPartitions = 64;

constexpr std::uint32_t kUsualAnchor = 256;
constexpr std::uint32_t kSecondAnchor = 512;
// Behind the last block that a writer of CDs counts: its run-out blocks, with and without the two
// in front of them.
constexpr std::array<std::uint32_t, 4> kRunOuts = {0, 1, 150, 152};

std::vector<std::uint32_t> anchor_places(const Blocks& blocks) {
  std::vector<std::uint32_t> places{kUsualAnchor};
  const auto count = std::min<std::uint64_t>(blocks.count(), 0xFFFFFFFF);
  for (const std::uint32_t run_out : kRunOuts)
    for (const std::uint32_t from_last : {0U, kUsualAnchor})
      if (count > 1 + run_out + from_last)
        places.push_back(static_cast<std::uint32_t>(count - 1 - run_out - from_last));
  places.push_back(kSecondAnchor);
  std::erase_if(places, [&](std::uint32_t place) { return place >= count; });
  return places;
}

class SequenceReader {
 public:
  explicit SequenceReader(const Blocks& blocks) : blocks_(blocks), cursor_(*blocks.cache) {
    found_.blocks = blocks;
  }

  // Takes all descriptors of the sequence. What stopped it before its end, or nothing.
  std::optional<Error> read(layout::Extent extent) {
    try {
      while (read_extent(extent)) extent = *std::exchange(next_, std::nullopt);
      return std::nullopt;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::io) throw;
      return error;
    }
  }

  bool is_complete() const noexcept {
    return !found_.logical_volume.empty() && !found_.partitions.empty();
  }
  VolumeDescriptors take() { return std::move(found_); }

 private:
  // True when a pointer leads on to another extent.
  bool read_extent(const layout::Extent& extent) {
    const auto count = extent.length / blocks_.size;
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto block = checked_add<std::uint32_t>(extent.location, i, "volume descriptor");
      const auto bytes = blocks_.view(cursor_, block);
      if (is_all_zero(bytes.span())) break;
      if (++taken_ > kMostDescriptors)
        fail_at(bytes.origin(), "more than {} volume descriptors", kMostDescriptors);
      const auto tag = check_tag_at(bytes, block);
      if (tag.identifier == layout::kTerminating) break;
      take(bytes, tag.identifier);
    }
    return next_.has_value();
  }

  // True where no descriptor with a higher number was seen.
  static bool prevails(BytesView bytes, std::optional<std::uint32_t>& highest) {
    const std::uint32_t number = bytes.get<layout::SequencedHead>(0).sequence_number;
    if (highest && number < *highest) return false;
    highest = number;
    return true;
  }

  void take(BytesView bytes, std::uint16_t identifier) {
    switch (identifier) {
      case layout::kPrimaryVolume:
        if (prevails(bytes, primary_))
          found_.set_identifier =
              dstring(bytes.sub(layout::kSetIdentifierOffset, layout::kSetIdentifierBytes));
        break;
      case layout::kVolumePointer:
        if (prevails(bytes, pointer_)) next_ = bytes.get<layout::VolumePointer>(0).next;
        break;
      case layout::kPartition:
        take_partition(bytes);
        break;
      case layout::kLogicalVolume:
        take_logical_volume(bytes);
        break;
      default:
        break;
    }
  }

  void take_partition(BytesView bytes) {
    const auto partition = bytes.get<layout::PartitionDescriptor>(0);
    if (partition_numbers_.size() == kMostPartitions &&
        !partition_numbers_.contains(partition.number))
      fail_at(bytes.origin(), "more than {} partitions", kMostPartitions);
    if (prevails(bytes, partition_numbers_[partition.number]))
      found_.partitions[partition.number] = partition;
  }

  void take_logical_volume(BytesView bytes) {
    const auto volume = bytes.get<layout::LogicalVolume>(0);
    if (volume.block_size != blocks_.size)
      fail_at(bytes.origin(), "the logical volume has blocks of {} bytes, sectors have {}",
              volume.block_size.value(), blocks_.size);
    if (!prevails(bytes, logical_)) return;
    found_.logical_volume.assign(bytes.span().begin(), bytes.span().end());
    found_.logical_volume_at = bytes.origin();
    found_.label = dstring(bytes.sub(layout::kLabelOffset, layout::kLabelBytes));
  }

  const Blocks& blocks_;
  MetadataCursor cursor_;
  VolumeDescriptors found_;
  std::optional<layout::Extent> next_;
  unsigned taken_ = 0;
  std::optional<std::uint32_t> primary_, pointer_, logical_;
  std::map<std::uint16_t, std::optional<std::uint32_t>> partition_numbers_;
};

class Search {
 public:
  explicit Search(MetadataCachePtr cache) : cache_(std::move(cache)) {}

  VolumeDescriptors run() {
    for (auto size = kSmallestBlock; size <= kLargestBlock; size *= 2) {
      const Blocks blocks{cache_, size};
      for (const auto place : anchor_places(blocks))
        if (auto found = try_anchor(blocks, place)) return std::move(*found);
    }
    if (second_choice_) return std::move(*second_choice_);
    if (fault_) throw *fault_;
    fail(ErrorKind::damaged, "there is no anchor volume descriptor");
  }

 private:
  std::optional<layout::Anchor> read_anchor(const Blocks& blocks, std::uint32_t place) {
    try {
      MetadataCursor cursor(*cache_);
      const auto bytes = blocks.view(cursor, place);
      if (bytes.le16_at(0) != layout::kAnchor || !has_sound_tag(bytes)) return std::nullopt;
      const auto anchor = bytes.get<layout::Anchor>(0);
      return anchor.tag.location == place ? std::optional(anchor) : std::nullopt;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::io) throw;
      if (!fault_) fault_ = error;
      return std::nullopt;
    }
  }

  std::optional<VolumeDescriptors> try_anchor(const Blocks& blocks, std::uint32_t place) {
    const auto anchor = read_anchor(blocks, place);
    if (!anchor) return std::nullopt;
    for (const auto& extent : {anchor->main, anchor->reserve}) {
      SequenceReader reader(blocks);
      const auto fault = reader.read(extent);
      if (fault && !fault_) fault_ = *fault;
      if (!reader.is_complete()) {
        if (!fault_) note_incomplete(blocks.offset_of(place));
        continue;
      }
      if (!fault) return reader.take();
      if (!second_choice_) second_choice_ = reader.take();
    }
    return std::nullopt;
  }

  void note_incomplete(std::uint64_t anchor) {
    fault_.emplace(ErrorKind::damaged,
                   "the volume descriptors have no logical volume or no partition", anchor);
  }

  MetadataCachePtr cache_;
  std::optional<VolumeDescriptors> second_choice_;  // from a sequence that broke off
  std::optional<Error> fault_;
};

}  // namespace

VolumeDescriptors read_volume_descriptors(const MetadataCachePtr& cache) {
  return Search(cache).run();
}

}  // namespace vixmount::fs::udf
