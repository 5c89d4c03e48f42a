// The tree of an HFS+ behind the interface that all formats share.
#pragma once

#include "fs/file_system.hpp"
#include "fs/hfsplus/compressed_file.hpp"
#include "fs/hfsplus/hard_link.hpp"
#include "fs/hfsplus/volume.hpp"

namespace vixmount::fs::hfsplus {

// NodeId is the catalog's number of the file or folder, that of the linked one for hard links; with
// kResourceFork it is the resource fork of that file.
class HfsPlusFileSystem final : public FileSystem {
 public:
  static constexpr NodeId kResourceFork = NodeId{1} << 32;

  HfsPlusFileSystem(VolumePtr volume, FileSystemInfo info);

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override { return layout::kRootFolder; }
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId node) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<Stream> streams(NodeId node) const override;
  std::vector<std::string> list_xattrs(NodeId node) const override;
  std::optional<std::string> get_xattr(NodeId node, std::string_view name) const override;

 private:
  // The file or folder of this number, links followed.
  CatalogEntry entry(NodeId node) const;
  CatalogEntry folder(NodeId node) const;
  // What `found` in a folder is: links are followed. Error{damaged} for a folder whose own record
  // says that it is elsewhere: folders would go round in circles.
  CatalogEntry followed(const CatalogEntry& found) const;
  std::optional<CatalogEntry> find_shown(std::uint32_t folder, std::string_view name) const;
  io::SourcePtr open_data(const CatalogEntry& file) const;
  io::SourcePtr open_resource(const CatalogEntry& file) const;
  Attributes attributes_of(const CatalogEntry& from) const;

  VolumePtr volume_;
  FileSystemInfo info_;
  HardLinks links_;
};

}  // namespace vixmount::fs::hfsplus
