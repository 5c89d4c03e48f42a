// The tree of a Btrfs behind the interface that all formats share.
#pragma once

#include <memory>

#include "fs/btrfs/data_reader.hpp"
#include "fs/btrfs/directory_entry.hpp"
#include "fs/btrfs/inode.hpp"
#include "fs/btrfs/subvolumes.hpp"
#include "fs/file_system.hpp"

namespace vixmount::fs::btrfs {

// What all views of one file system share.
struct Volume {
  Volume(NodeReaderPtr node_reader, Tree root_tree, LogChanges changes,
         std::shared_ptr<const DataReader> data_reader, FileSystemInfo names)
      : nodes(std::move(node_reader)),
        subvolumes(std::move(root_tree), std::move(changes)),
        data(std::move(data_reader)),
        info(std::move(names)) {}

  NodeReaderPtr nodes;
  Subvolumes subvolumes;
  std::shared_ptr<const DataReader> data;
  FileSystemInfo info;
};

// NodeId: see InodeNumber. Holds no state but the bounded caches of Volume.
class BtrfsFileSystem final : public FileSystem {
 public:
  // `subvolume`: id of the one whose root directory is the root of this view. Error{not_found}.
  BtrfsFileSystem(std::shared_ptr<const Volume> volume, std::uint64_t subvolume);

  const std::shared_ptr<const Volume>& volume() const noexcept { return volume_; }

  const FileSystemInfo& info() const noexcept override { return volume_->info; }
  Statistics statistics() const override;
  NodeId root() const noexcept override { return root_; }
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId node) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<std::string> list_xattrs(NodeId node) const override;
  std::optional<std::string> get_xattr(NodeId node, std::string_view name) const override;

 private:
  struct Found {
    SubvolumePtr subvolume;
    Inode inode;
  };
  Found find(const InodeNumber& number) const;
  Found find_directory(const InodeNumber& number) const;
  NodeId node_of(const InodeNumber& directory, const NamedEntry& entry) const;
  Attributes placeholder_attributes(NodeId node) const;

  std::shared_ptr<const Volume> volume_;
  NodeId root_;
};

// `files` as what it is. Error{invalid_argument} when it is of another kind.
const BtrfsFileSystem& require_btrfs(const FileSystem& files);

}  // namespace vixmount::fs::btrfs
