// The tree of an NTFS volume behind the interface that all formats share.
#pragma once

#include "fs/file_system.hpp"
#include "fs/ntfs/mft.hpp"
#include "fs/ntfs/node.hpp"
#include "fs/ntfs/node_streams.hpp"
#include "fs/ntfs/system_files.hpp"

namespace vixmount::fs::ntfs {

// Node numbers: node_id.hpp. Holds no state but the bounded cache of MFT records.
class NtfsFileSystem final : public FileSystem {
 public:
  NtfsFileSystem(MftPtr mft, SystemFiles system, FileSystemInfo info)
      : mft_(std::move(mft)), system_(std::move(system)), info_(std::move(info)) {}

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override;
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId directory) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<Stream> streams(NodeId node) const override;
  std::vector<std::string> list_xattrs(NodeId node) const override;
  std::optional<std::string> get_xattr(NodeId node, std::string_view name) const override;

 private:
  Node node(NodeId id) const;
  // Without the passes that only Node needs. Error{not_a_directory}.
  File directory(NodeId id) const;
  NamedStream stream(NodeId id) const;
  std::optional<NodeId> lookup_stream(const File& directory, std::string_view name) const;
  std::optional<FileReference> find(const File& directory, std::string_view name) const;
  bool is_stale(FileReference reference) const;

  MftPtr mft_;
  SystemFiles system_;
  FileSystemInfo info_;
};

}  // namespace vixmount::fs::ntfs
