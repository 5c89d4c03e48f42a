#include "fs/ext/inline_data.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/ext/xattr.hpp"

namespace vixmount::fs::ext {

std::string read_inline_content(const BlocksPtr& blocks, const Inode& inode) {
  std::string content(reinterpret_cast<const char*>(inode.block.data()), inode.block.size());
  if (inode.size > content.size()) content += read_inline_data_value(blocks, inode);
  if (inode.size > content.size())
    fail(ErrorKind::damaged, "inode {}: {} bytes of inline data, but only {} are there",
         inode.number, inode.size, content.size());
  content.resize(static_cast<std::size_t>(inode.size));
  return content;
}

}  // namespace vixmount::fs::ext
