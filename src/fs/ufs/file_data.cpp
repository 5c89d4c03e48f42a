#include "fs/ufs/file_data.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ufs/block_map.hpp"

namespace vixmount::fs::ufs {
namespace {

class BlockData final : public io::ByteSource {
 public:
  BlockData(VolumePtr volume, const Inode& inode) : volume_(std::move(volume)), inode_(inode) {}
  std::uint64_t size() const noexcept override { return inode_.size; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;

  VolumePtr volume_;
  Inode inode_;
};

io::Extent BlockData::do_map(std::uint64_t offset, std::uint64_t length) const {
  const auto& superblock = volume_->superblock();
  const std::uint64_t block_size = superblock.block_size;
  const auto skip = offset % block_size;
  const auto wanted = (length - 1) / block_size + 2;  // skip may cost one
  const auto run = map_blocks(*volume_, inode_, offset / block_size, wanted);
  length = std::min(length, run.blocks * block_size - skip);
  if (!run.allocated) return io::Extent::unallocated(length);
  // The last block may be a few fragments: those of the asked bytes must exist, no others. What of
  // a run is inside of the file system is read, the rest is damage.
  const std::uint64_t fragment_size = superblock.fragment_size;
  const auto first = skip / fragment_size;
  const auto position =
      volume_->offset_of(run.fragment, first + 1, {run.named_at, inode_.number, "data"}) + skip;
  length = std::min(length, superblock.bytes() - position);
  const auto& source = *volume_->source();
  if (position >= source.size())
    fail_at(position, "inode {}: its data is behind the end of the volume ({} bytes)",
            inode_.number, source.size());
  return source.map(position, std::min(length, source.size() - position));
}

}  // namespace

io::SourcePtr open_data(const VolumePtr& volume, const Inode& inode) {
  return std::make_shared<BlockData>(volume, inode);
}

}  // namespace vixmount::fs::ufs
