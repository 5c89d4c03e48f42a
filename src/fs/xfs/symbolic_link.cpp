#include "fs/xfs/symbolic_link.hpp"

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/extent_map.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::uint64_t kLongestTarget = 1024;  // the format's limit

// The part of the target in one extent, behind its header in version 5.
std::string_view part_of_target(const Blocks& blocks, const Inode& inode, BytesView extent,
                                std::size_t done) {
  if (!blocks.superblock().has_checksums()) return extent.text(0, extent.size());
  const auto header = extent.get<layout::RemoteHeader>(0);
  if (header.magic != layout::kRemoteTargetMagic || header.offset != done)
    fail_at(extent.origin(), "inode {}: no target of a symbolic link where it should be",
            inode.number);
  blocks.verify(extent, kRemoteDescription, inode.number, "target of a symbolic link");
  return extent.text(sizeof header, header.bytes);
}

std::string read_remote_target(const Blocks& blocks, const Inode& inode) {
  // Each block holds at least this much of the target.
  const auto least = blocks.block_size() - sizeof(layout::RemoteHeader);
  const auto most_blocks = divide_rounding_up(inode.size, least);
  std::string target;
  for (std::uint64_t block = 0; target.size() < inode.size;) {
    const auto run =
        map_fork(blocks, inode, inode.data, block, block < most_blocks ? most_blocks - block : 1);
    if (!run.written)
      fail_at(inode.bytes.view().origin(), "inode {}: the target of the link is a hole",
              inode.number);
    const auto bytes =
        io::read_bytes(*blocks.volume(), run.position,
                       static_cast<std::size_t>(run.length * blocks.block_size()));
    const auto part =
        part_of_target(blocks, inode, BytesView(bytes, run.position), target.size());
    if (part.empty())
      fail_at(run.position, "inode {}: an empty part of a link's target", inode.number);
    target += part.substr(0, static_cast<std::size_t>(inode.size) - target.size());
    block += run.length;
  }
  return target;
}

}  // namespace

std::string read_symbolic_link(const Blocks& blocks, const Inode& inode) {
  if (inode.type() != NodeType::symbolic_link)
    fail(ErrorKind::wrong_file_type, "inode {} is not a symbolic link", inode.number);
  if (inode.size == 0 || inode.size > kLongestTarget)
    fail(ErrorKind::damaged, "inode {}: symbolic link with a target of {} bytes", inode.number,
         inode.size);
  const auto target =
      inode.data.format == ForkFormat::local
          ? std::string(inode.data.bytes.text(0, static_cast<std::size_t>(inode.size)))
          : read_remote_target(blocks, inode);
  if (target.find('\0') != std::string::npos)
    fail(ErrorKind::damaged, "inode {}: zero byte in the target of a symbolic link", inode.number);
  return target;
}

}  // namespace vixmount::fs::xfs
