#include <algorithm>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "volume/device_mapper/thin_pool.hpp"

namespace vixmount::volume::device_mapper {
namespace {

class ThinDeviceSource final : public io::ByteSource {
 public:
  ThinDeviceSource(ThinPoolPtr pool, std::uint32_t id, std::uint64_t size, io::SourcePtr origin)
      : pool_(std::move(pool)),
        tree_(pool_->mapping_of(id)),
        context_(fmt::format("thin device {}", id)),
        size_(size),
        origin_(std::move(origin)) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    const auto block = offset / pool_->block_size();
    const auto place = with_context(context_, [&] { return tree_.find(block); });
    const auto& leaf = *place.leaf;
    if (place.index < leaf.count() && leaf.key(place.index) == block)
      return map_run(place, offset, length);
    return map_unwritten(offset, std::min(length, unwritten_bytes(place, offset)));
  }

  // How far it is from `offset` to the next block that has an entry, as far as `place` tells.
  std::uint64_t unwritten_bytes(const BTree::Place& place, std::uint64_t offset) const {
    const auto block_size = pool_->block_size();
    const auto last_block = size_ / block_size;  // comparing with it first keeps the sum in bounds
    const bool has_next = place.index < place.leaf->count();
    const auto last_unwritten = has_next ? place.leaf->key(place.index) - 1 : place.last;
    if (last_unwritten >= last_block) return size_ - offset;
    return (last_unwritten + 1) * block_size - offset;
  }

  // From `offset`, which lies in the block of the entry at `place`, as far as the pool's blocks
  // follow each other too.
  io::Extent map_run(const BTree::Place& place, std::uint64_t offset, std::uint64_t length) const {
    const auto& leaf = *place.leaf;
    const auto block_size = pool_->block_size();
    const auto value = leaf.value(place.index);
    const auto first = value.le64_at(0) >> thin_layout::kMappingShift;
    const auto skip = offset % block_size;
    auto run = block_size - skip;
    for (std::uint32_t i = 1; run < length && place.index + i < leaf.count(); ++i) {
      const auto at = place.index + i;
      if (leaf.key(at) != leaf.key(place.index) + i ||
          leaf.value(at).le64_at(0) >> thin_layout::kMappingShift != first + i)
        break;
      run += block_size;
    }
    return with_context(context_, [&] {
      return pool_->map_data(first, skip, std::min(length, run), value.origin());
    });
  }

  io::Extent map_unwritten(std::uint64_t offset, std::uint64_t length) const {
    if (!origin_) return io::Extent::unallocated(length);
    if (offset >= origin_->size()) return io::Extent::zeros(length);
    return origin_->map(offset, std::min(length, origin_->size() - offset));
  }

  ThinPoolPtr pool_;
  BTree tree_;
  std::string context_;  // for errors
  std::uint64_t size_;
  io::SourcePtr origin_;  // may be null
};

}  // namespace

io::SourcePtr open_thin(const ThinPoolPtr& pool, std::uint32_t device_id, std::uint64_t size,
                        io::SourcePtr external_origin) {
  return with_context("thin pool", [&] {
    return std::make_shared<ThinDeviceSource>(pool, device_id, size, std::move(external_origin));
  });
}

}  // namespace vixmount::volume::device_mapper
