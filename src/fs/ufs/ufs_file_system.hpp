// The tree of a UFS behind the interface that all formats share.
#pragma once

#include "fs/file_system.hpp"
#include "fs/shared/name_index.hpp"
#include "fs/ufs/inode.hpp"

namespace vixmount::fs::ufs {

// NodeId is the inode number. Holds no state but the bounded caches of Volume and NameIndex.
class UfsFileSystem final : public FileSystem {
 public:
  UfsFileSystem(VolumePtr volume, FileSystemInfo info)
      : volume_(std::move(volume)), info_(std::move(info)) {}

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override { return kRootInode; }
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId directory) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<std::string> list_xattrs(NodeId node) const override;
  std::optional<std::string> get_xattr(NodeId node, std::string_view name) const override;

 private:
  Inode directory(NodeId node) const;

  VolumePtr volume_;
  FileSystemInfo info_;
  NameIndex names_;
};

}  // namespace vixmount::fs::ufs
