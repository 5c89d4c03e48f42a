#include "fs/ext/symbolic_link.hpp"

#include "base/error.hpp"
#include "fs/ext/extent_tree.hpp"
#include "fs/ext/inline_data.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::uint64_t kLongestTarget = 4095;  // PATH_MAX without its zero byte

// Some old kernels left the flag for extents on links whose target stands in i_block.
bool is_fast(const Inode& inode) {
  return inode.size < layout::kInodeBlockBytes &&
         !(inode.has(InodeFlag::extents) && looks_like_extent_tree(inode));
}

}  // namespace

std::string read_symbolic_link(const BlocksPtr& blocks, const Inode& inode) {
  if (inode.type() != NodeType::symbolic_link)
    fail(ErrorKind::wrong_file_type, "inode {} is not a symbolic link", inode.number);
  if (inode.has(InodeFlag::encrypted))
    fail(ErrorKind::encrypted, "the target of the symbolic link in inode {} is encrypted",
         inode.number);
  if (inode.size == 0 || inode.size > kLongestTarget)
    fail(ErrorKind::damaged, "inode {}: symbolic link with a target of {} bytes", inode.number,
         inode.size);
  if (inode.has(InodeFlag::inline_data)) return read_inline_content(blocks, inode);
  std::string target(static_cast<std::size_t>(inode.size), '\0');
  if (is_fast(inode))
    target.assign(reinterpret_cast<const char*>(inode.block.data()), target.size());
  else
    open_block_data(blocks, inode, inode.size)->read(0, std::as_writable_bytes(std::span(target)));
  if (target.find('\0') != std::string::npos)
    fail(ErrorKind::damaged, "inode {}: zero byte in the target of a symbolic link", inode.number);
  return target;
}

}  // namespace vixmount::fs::ext
