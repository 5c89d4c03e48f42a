// The tree of a UDF volume behind the interface that all formats share.
#pragma once

#include "fs/shared/name_index.hpp"
#include "fs/udf/directory.hpp"
#include "fs/udf/logical_volume.hpp"
#include "fs/udf/udf.hpp"

namespace vixmount::fs::udf {

// A node's number is the place of its file entry: its block, and its partition plus one in the 32
// bits above.
class UdfFileSystem final : public FileSystem {
 public:
  UdfFileSystem(LogicalVolumePtr volume, const Options& options, FileSystemInfo info);

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override;
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId node) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<Stream> streams(NodeId node) const override;
  std::vector<std::string> list_xattrs(NodeId) const override { return {}; }
  std::optional<std::string> get_xattr(NodeId, std::string_view) const override { return {}; }

 private:
  FileEntry entry(NodeId node) const;
  FileEntry directory_entry(NodeId node) const;
  io::SourcePtr content_of(const FileEntry& entry) const;
  std::string target_of(const FileEntry& entry) const;
  bool is_shown(const NamedEntry& found) const noexcept;
  std::optional<NodeId> find(NodeId directory, std::string_view name) const;
  std::optional<NodeId> find_from(const FileEntry& directory, std::uint64_t position,
                                  bool only_there, std::string_view name) const;
  std::optional<NodeId> find_stream(NodeId directory, std::string_view name) const;

  LogicalVolumePtr volume_;
  Options options_;
  FileSystemInfo info_;
  NameIndex names_;
};

}  // namespace vixmount::fs::udf
