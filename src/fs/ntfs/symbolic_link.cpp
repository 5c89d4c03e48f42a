#include "fs/ntfs/symbolic_link.hpp"

#include "base/error.hpp"
#include "fs/ntfs/node_parent.hpp"

namespace vixmount::fs::ntfs {

std::string read_symbolic_link(const Node& node) {
  if (node.type() != NodeType::symbolic_link)
    fail(ErrorKind::wrong_file_type, "MFT record {} is not a symbolic link", node.file().number());
  if (!node.has_reparse_point()) {
    auto special = node.interix();
    return special ? std::move(special->target) : std::string();
  }
  const auto bytes = node.reparse_bytes();
  const auto target = link_target_of(parse_reparse_point(BytesView(bytes)));
  if (!target)
    fail(ErrorKind::damaged, "MFT record {}: a link without a target", node.file().number());
  const bool needs_depth = target->kind == LinkTarget::Kind::rooted;
  return target->posix_path(needs_depth ? depth_of(node.file()) : 0);
}

}  // namespace vixmount::fs::ntfs
