#include "fs/hfsplus/fork.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/hfsplus/volume.hpp"

namespace vixmount::fs::hfsplus {

ForkSource::ForkSource(VolumePtr volume, const layout::ForkData& raw, std::uint64_t position,
                       FindExtents find)
    : volume_(std::move(volume)), raw_(raw), position_(position), find_(std::move(find)) {
  const auto blocks = divide_rounding_up<std::uint64_t>(raw.size, volume_->block_size());
  if (blocks > raw.block_count)
    fail_at(position, "a fork of {} bytes in {} blocks of {}", raw.size.value(),
            raw.block_count.value(), volume_->block_size());
}

// From block `index` of the extents to the end of the one that has it.
std::optional<ForkSource::Extent> ForkSource::find_in(const layout::ExtentRecord& extents,
                                                      std::uint64_t index,
                                                      std::uint64_t position) {
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const std::uint64_t count = extents[i].count;
    if (index < count)
      return Extent{extents[i].start + index, count - index,
                    position + i * sizeof(layout::ExtentDescriptor)};
    index -= count;
  }
  return std::nullopt;
}

ForkSource::Extent ForkSource::find_extent(std::uint32_t index) const {
  constexpr auto kExtents = offsetof(layout::ForkData, extents);
  if (const auto extent = find_in(raw_.extents, index, position_ + kExtents)) return *extent;
  if (const auto further = find_(index); further && further->first <= index)
    if (const auto extent = find_in(further->extents, index - further->first, further->position))
      return *extent;
  fail_at(position_, "no extent has block {} of {}", index, raw_.block_count.value());
}

ForkSource::Run ForkSource::run_at(std::uint64_t offset) const {
  const std::uint64_t block_size = volume_->block_size();
  const auto extent = find_extent(static_cast<std::uint32_t>(offset / block_size));
  const std::uint64_t total_blocks = volume_->header().raw.total_blocks;
  if (!fits(extent.start, extent.count, total_blocks))
    fail_at(extent.position, "an extent of {} blocks at block {} of a volume of {}", extent.count,
            extent.start, total_blocks);
  const auto skip = offset % block_size;
  return {extent.start * block_size + skip, extent.count * block_size - skip};
}

std::uint64_t ForkSource::position_of(std::uint64_t offset) const {
  return volume_->header().start + run_at(offset).begin;
}

io::Extent ForkSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto run = run_at(offset);
  length = std::min(length, run.length);
  if (!fits(run.begin, length, volume_->source()->size()))
    fail_at(volume_->header().start + run.begin, "{} bytes of a fork are behind the volume's end",
            length);
  return volume_->source()->map(run.begin, length);
}

ForkPtr open_file_fork(VolumePtr volume, const layout::ForkData& raw, std::uint64_t position,
                       std::uint32_t file, ForkKind kind) {
  const auto* const tree = &volume->extents();
  const auto find = [tree, file, kind](std::uint32_t index) -> std::optional<FurtherExtents> {
    const layout::ExtentKey wanted{static_cast<std::uint8_t>(kind), 0, file, index};
    const auto found = tree->find_last_up_to(BytesView(std::as_bytes(std::span(&wanted, 1))));
    if (!found) return std::nullopt;
    const auto key = found->key().get<layout::ExtentKey>(0);
    if (key.file != file || key.fork != wanted.fork) return std::nullopt;
    return FurtherExtents{found->data().get<layout::ExtentRecord>(0), key.start,
                          found->data().origin()};
  };
  return std::make_shared<ForkSource>(std::move(volume), raw, position, find);
}

}  // namespace vixmount::fs::hfsplus
