// The tree of an XFS behind the interface that all formats share.
#pragma once

#include "fs/file_system.hpp"
#include "fs/xfs/inode.hpp"

namespace vixmount::fs::xfs {

// NodeId is the inode number. Holds no state but the bounded cache in Blocks.
class XfsFileSystem final : public FileSystem {
 public:
  XfsFileSystem(BlocksPtr blocks, FileSystemInfo info)
      : blocks_(std::move(blocks)), info_(std::move(info)) {}

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override { return blocks_->superblock().raw.root_inode; }
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId directory) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<std::string> list_xattrs(NodeId node) const override;
  std::optional<std::string> get_xattr(NodeId node, std::string_view name) const override;

 private:
  // A node that may be shown: in use, and not one that the file system keeps for itself.
  Inode inode(NodeId node) const;
  Inode directory(NodeId node) const;

  BlocksPtr blocks_;
  FileSystemInfo info_;
};

}  // namespace vixmount::fs::xfs
