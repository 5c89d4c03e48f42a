#include "volume/device_mapper/patched_source.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::volume::device_mapper {

void PatchList::add(std::uint64_t block, std::uint64_t place) {
  if (blocks_.size() == kMostBlocks)
    fail(ErrorKind::limit_exceeded, "more than {} blocks lie on the other device", kMostBlocks);
  blocks_.push_back({block, place});
}

std::vector<PatchList::Run> PatchList::take_runs(std::uint64_t block_size, std::uint64_t size,
                                                 std::uint64_t other_size) {
  std::sort(blocks_.begin(), blocks_.end(),
            [](const Block& a, const Block& b) { return a.number < b.number; });
  std::vector<Run> runs;
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const auto [number, place] = blocks_[i];
    if (i != 0 && blocks_[i - 1].number == number)
      fail(ErrorKind::damaged, "block {} of the device lies at two places, {} and {}", number,
           blocks_[i - 1].place, place);
    if (place >= other_size / block_size)
      fail(ErrorKind::damaged, "block {} of the device lies at block {} of {}", number, place,
           other_size / block_size);
    // A device that was made smaller leaves blocks behind its end.
    if (number >= divide_rounding_up(size, block_size)) break;
    const auto begin = number * block_size;
    if (!runs.empty() && runs.back().end == begin &&
        runs.back().place + (begin - runs.back().begin) == place * block_size)
      runs.back().end += block_size;
    else
      runs.push_back({begin, begin + block_size, place * block_size});
  }
  blocks_ = {};
  return runs;
}

PatchedSource::PatchedSource(io::SourcePtr base, io::SourcePtr other, std::uint64_t size,
                             const char* name, Load load)
    : base_(std::move(base)), other_(std::move(other)), size_(size), load_(std::move(load)) {
  if (base_->size() < size_)
    fail(ErrorKind::damaged, "the {} has {} bytes, {} are needed", name, base_->size(), size_);
}

io::Extent PatchedSource::do_map(std::uint64_t offset, std::uint64_t length) const {
  std::call_once(loaded_, [this] { runs_ = load_(); });
  const auto next =
      std::upper_bound(runs_.begin(), runs_.end(), offset,
                       [](std::uint64_t at, const PatchList::Run& run) { return at < run.end; });
  if (next == runs_.end()) return base_->map(offset, length);
  if (offset < next->begin) return base_->map(offset, std::min(length, next->begin - offset));
  return other_->map(next->place + (offset - next->begin), std::min(length, next->end - offset));
}

}  // namespace vixmount::volume::device_mapper
