#include "fs/ufs/symbolic_link.hpp"

#include "base/error.hpp"
#include "fs/ufs/file_data.hpp"

namespace vixmount::fs::ufs {
namespace {

constexpr std::uint64_t kLongestTarget = 4095;  // PATH_MAX without its zero byte

// Where the superblock names no bound, a link without blocks has its target in the inode.
bool is_fast(const Superblock& superblock, const Inode& inode) {
  if (superblock.longest_fast_link != 0) return inode.size < superblock.longest_fast_link;
  const auto room = (layout::kDirect + layout::kIndirect) * superblock.pointer_size();
  return inode.sectors == 0 && inode.size <= room;
}

}  // namespace

std::string read_symbolic_link(const VolumePtr& volume, const Inode& inode) {
  if (inode.type() != NodeType::symbolic_link)
    fail(ErrorKind::wrong_file_type, "inode {} is not a symbolic link", inode.number);
  if (inode.size == 0) return {};  // BSDs make such
  if (inode.size > kLongestTarget)
    fail_at(inode.position, "inode {}: symbolic link with a target of {} bytes", inode.number,
            inode.size);
  std::string target(static_cast<std::size_t>(inode.size), '\0');
  if (is_fast(volume->superblock(), inode))
    target.assign(inode.stored_blocks.data(), target.size());
  else
    open_data(volume, inode)->read(0, std::as_writable_bytes(std::span(target)));
  if (target.find('\0') != std::string::npos)
    fail_at(inode.position, "inode {}: zero byte in the target of a symbolic link", inode.number);
  return target;
}

}  // namespace vixmount::fs::ufs
