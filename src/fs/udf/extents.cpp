#include "fs/udf/extents.hpp"

#include <algorithm>
#include <optional>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/udf/block_reader.hpp"
#include "fs/udf/descriptor_tag.hpp"

namespace vixmount::fs::udf {
namespace {

// Holes join, so that the number of runs does not bound that of descriptors.
constexpr std::uint64_t kMostDescriptors = 2 * Extents::kMostRuns;

struct Descriptor {
  std::uint32_t kind = 0;
  std::uint32_t length = 0;  // bytes
  Location place;
};

std::size_t bytes_of(std::uint16_t form) {
  switch (form) {
    case layout::kShortDescriptors:
      return sizeof(layout::ShortDescriptor);
    case layout::kLongDescriptors:
      return sizeof(layout::LongDescriptor);
    case layout::kExtendedDescriptors:
      return sizeof(layout::ExtendedDescriptor);
    default:
      fail(ErrorKind::damaged, "allocation descriptors of form {}", form);
  }
}

Descriptor parse(BytesView bytes, const AllocationForm& form) {
  const auto raw = bytes.le32_at(0);
  Descriptor out{raw >> layout::kExtentKindShift, raw & layout::kExtentLengthMask, {}};
  if (form.form == layout::kShortDescriptors) {
    out.place = {form.partition, bytes.get<layout::ShortDescriptor>(0).block};
  } else if (form.form == layout::kLongDescriptors) {
    out.place = location_of(bytes.get<layout::LongDescriptor>(0).address);
  } else {
    const auto extended = bytes.get<layout::ExtendedDescriptor>(0);
    if (extended.recorded_length != extended.information_length)
      fail(ErrorKind::unsupported, "an extent that is compressed by its writer (at byte {})",
           bytes.origin());
    out.place = location_of(extended.address);
  }
  return out;
}

class Reader {
 public:
  Reader(const Blocks& blocks, const Partitions& partitions, const AllocationForm& form,
         std::uint64_t size)
      : blocks_(blocks), partitions_(partitions), form_(form), size_(size) {}

  Extents run(BytesView descriptors) {
    const auto cursor = std::make_unique<MetadataCursor>(*blocks_.cache);
    auto next = take(descriptors);
    while (next) {
      check_not_seen(*next);
      const auto bytes = read_block(blocks_, partitions_, *next, layout::kAllocationExtent,
                                    "an extent of allocation descriptors", *cursor);
      const auto head = bytes.get<layout::AllocationExtent>(0);
      next = take(bytes.sub(sizeof(head), head.allocation_length));
    }
    return std::move(out_);
  }

 private:
  // Blocks of descriptors that lead back to one of themselves: each is compared with one that came
  // before, which is replaced after 1, 2, 4, 8 ... steps (Brent).
  void check_not_seen(Location next) {
    if (earlier_ == next)
      fail(ErrorKind::damaged, "the allocation descriptors of a file run in a circle (block {})",
           next.block);
    if (++steps_ < limit_) return;
    earlier_ = next;
    steps_ = 0;
    limit_ *= 2;
  }

  void count_one() {
    if (++taken_ > kMostDescriptors)
      fail(ErrorKind::limit_exceeded, "a file with more than {} allocation descriptors",
           kMostDescriptors);
  }

  // Where the descriptors go on, or nothing.
  std::optional<Location> take(BytesView descriptors) {
    const auto step = bytes_of(form_.form);
    for (std::size_t at = 0; at + step <= descriptors.size() && out_.size() < size_; at += step) {
      const auto bytes = descriptors.sub(at, step);
      const auto descriptor = parse(bytes, form_);
      if (descriptor.length == 0) return std::nullopt;
      if (descriptor.kind == layout::kContinuation) return descriptor.place;
      count_one();
      append(descriptor, bytes.origin());
    }
    return std::nullopt;
  }

  void append(const Descriptor& descriptor, std::uint64_t origin) {
    // Only the last one may end inside of a block.
    if (out_.size() % blocks_.size != 0)
      fail_at(origin, "the extent in front of this one ends inside of a block");
    const auto kind = static_cast<ExtentKind>(descriptor.kind);
    out_.append(kind, descriptor.place,
                std::min<std::uint64_t>(descriptor.length, size_ - out_.size()), blocks_.size);
  }

  const Blocks& blocks_;
  const Partitions& partitions_;
  AllocationForm form_;
  std::uint64_t size_;
  std::uint64_t taken_ = 0;
  std::optional<Location> earlier_;
  std::uint64_t steps_ = 0;
  std::uint64_t limit_ = 1;
  Extents out_;
};

}  // namespace

const Extents::Run& Extents::at(std::uint64_t offset, std::uint64_t& end) const noexcept {
  const auto behind = std::upper_bound(
      runs_.begin(), runs_.end(), offset,
      [](std::uint64_t value, const Run& run) { return value < run.begin; });
  end = behind == runs_.end() ? end_ : behind->begin;
  return *std::prev(behind);
}

bool Extents::are_all_in(std::uint16_t partition) const noexcept {
  return std::ranges::all_of(runs_, [&](const Run& run) {
    return run.kind != ExtentKind::recorded || run.partition == partition;
  });
}

void Extents::append(ExtentKind kind, Location place, std::uint64_t length,
                     std::uint32_t block_size) {
  const auto goes_on = [&] {
    if (runs_.empty() || runs_.back().kind != kind) return false;
    const auto& last = runs_.back();
    if (kind != ExtentKind::recorded) return true;
    return last.partition == place.partition &&
           last.block + (end_ - last.begin) / block_size == place.block;
  };
  if (!goes_on()) {
    if (runs_.size() == kMostRuns)
      fail(ErrorKind::limit_exceeded, "a file in more than {} pieces", kMostRuns);
    runs_.push_back({end_, place.block, place.partition, kind});
  }
  end_ += length;
}

Extents read_extents(const Blocks& blocks, const Partitions& partitions, BytesView descriptors,
                     AllocationForm form, std::uint64_t size) {
  return Reader(blocks, partitions, form, size).run(descriptors);
}

}  // namespace vixmount::fs::udf
