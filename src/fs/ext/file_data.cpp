#include "fs/ext/file_data.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ext/block_map.hpp"

namespace vixmount::fs::ext {
namespace {

class BlockData final : public io::ByteSource {
 public:
  BlockData(BlocksPtr blocks, const Inode& inode, std::uint64_t size)
      : blocks_(std::move(blocks)), inode_(inode), size_(size) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;

  BlocksPtr blocks_;
  Inode inode_;
  std::uint64_t size_;
};

io::Extent BlockData::do_map(std::uint64_t offset, std::uint64_t length) const {
  const std::uint64_t block_size = blocks_->block_size();
  const auto skip = offset % block_size;
  const auto wanted = divide_rounding_up(skip + std::min(length, size_), block_size);
  const auto run = map_block(*blocks_, inode_, offset / block_size, wanted);
  length = std::min(length, run.length * block_size - skip);
  if (!run.allocated) return io::Extent::unallocated(length);
  if (!run.written) return io::Extent::zeros(length);
  const auto& volume = *blocks_->volume();
  const auto position = run.physical * block_size + skip;
  if (position >= volume.size())
    fail_at(position, "inode {}: its data is behind the end of the volume ({} bytes)",
            inode_.number, volume.size());
  return volume.map(position, std::min(length, volume.size() - position));
}

}  // namespace

io::SourcePtr open_block_data(const BlocksPtr& blocks, const Inode& inode, std::uint64_t size) {
  return std::make_shared<BlockData>(blocks, inode, size);
}

}  // namespace vixmount::fs::ext
