#include "fs/xfs/file_data.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/extent_map.hpp"

namespace vixmount::fs::xfs {
namespace {

class FileData final : public io::ByteSource {
 public:
  FileData(BlocksPtr blocks, const Inode& inode) : blocks_(std::move(blocks)), inode_(inode) {}
  std::uint64_t size() const noexcept override { return inode_.size; }

 private:
  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;

  BlocksPtr blocks_;
  Inode inode_;
};

io::Extent FileData::do_map(std::uint64_t offset, std::uint64_t length) const {
  const std::uint64_t block_size = blocks_->block_size();
  const auto skip = offset % block_size;
  const auto wanted = divide_rounding_up(length, block_size) + 1;
  const auto run = map_fork(*blocks_, inode_, inode_.data, offset / block_size, wanted);
  length = std::min(length, run.length * block_size - skip);
  if (!run.allocated) return io::Extent::unallocated(length);
  if (!run.written) return io::Extent::zeros(length);
  return blocks_->volume()->map(run.position + skip, length);
}

}  // namespace

io::SourcePtr open_file_data(const BlocksPtr& blocks, const Inode& inode) {
  if (inode.has(InodeFlag::realtime))
    fail(ErrorKind::unsupported, "the content of inode {} is on a realtime device, which is not supported",
         inode.number);
  if (inode.size > static_cast<std::uint64_t>(INT64_MAX))
    fail_at(inode.bytes.view().origin(), "inode {}: size of {} bytes", inode.number, inode.size);
  if (inode.data.format != ForkFormat::extents && inode.data.format != ForkFormat::tree)
    fail_at(inode.bytes.view().origin(), "inode {}: a file without extents", inode.number);
  return std::make_shared<FileData>(blocks, inode);
}

}  // namespace vixmount::fs::xfs
