#include "fs/xfs/fork_block.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/extent_map.hpp"

namespace vixmount::fs::xfs {

CachedBytes read_fork_block(const Blocks& blocks, const Inode& inode, const Fork& fork,
                            std::uint64_t block, std::uint32_t size,
                            const SelfDescription& description, std::string_view what) {
  std::vector<ByteRange> pieces;
  const std::uint64_t count = size / blocks.block_size();
  for (std::uint64_t done = 0; done < count;) {
    const auto run = map_fork(blocks, inode, fork, block + done, count - done);
    if (!run.written)
      fail_at(inode.bytes.view().origin(), "{} of inode {}: its block {} is a hole", what,
              inode.number, block + done);
    pieces.push_back({run.position, run.position + run.length * blocks.block_size()});
    done += run.length;
  }
  return blocks.read_described(pieces, description, inode.number, what);
}

}  // namespace vixmount::fs::xfs
