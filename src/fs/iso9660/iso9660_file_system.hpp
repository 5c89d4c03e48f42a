// The tree of an ISO 9660 volume behind the interface that all formats share.
#pragma once

#include <cstdint>
#include <string_view>

#include "fs/file_system.hpp"
#include "fs/iso9660/directory.hpp"
#include "fs/iso9660/volume.hpp"
#include "fs/shared/name_index.hpp"

namespace vixmount::fs::iso9660 {

// ISO 9660 has no numbers of files. A node's is the byte position of its directory record: of a
// directory, the one in itself, so that all ways to it give the same number; of a file in several
// sections, the first one.
class Iso9660FileSystem final : public FileSystem {
 public:
  Iso9660FileSystem(Volume volume, FileSystemInfo info)
      : volume_(std::move(volume)), info_(std::move(info)) {}

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override { return volume_.root(); }
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId node) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<std::string> list_xattrs(NodeId) const override { return {}; }
  std::optional<std::string> get_xattr(NodeId, std::string_view) const override { return {}; }

 private:
  struct Node {
    layout::DirectoryRecord fields;
    RockRidge more;
    NodeType type = NodeType::unknown;
  };
  Node node_at(NodeId node) const;
  Directory directory_at(NodeId node) const;
  bool is_name(std::string_view stored, std::string_view wanted) const noexcept;
  std::optional<NodeId> lookup_from(const Directory& directory, std::uint64_t offset,
                                    bool only_there, std::string_view name) const;

  Volume volume_;
  FileSystemInfo info_;
  NameIndex names_;
};

}  // namespace vixmount::fs::iso9660
