// The tree of a FAT volume behind the interface that all formats share.
#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "fs/fat/code_page.hpp"
#include "fs/fat/directory.hpp"
#include "fs/fat/volume.hpp"
#include "fs/file_system.hpp"
#include "fs/shared/name_index.hpp"

namespace vixmount::fs::fat {

// FAT has no numbers of files. A node's is the position of its directory entry in units of 32
// bytes; the root has kRootNode, which as a position would be inside of the boot sector.
class FatFileSystem final : public FileSystem {
 public:
  static constexpr NodeId kRootNode = 1;

  FatFileSystem(Volume volume, UpcasePtr upcase, const CodePage& code_page,
                FileSystemInfo info);

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override { return kRootNode; }
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId node) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<std::string> list_xattrs(NodeId) const override { return {}; }
  std::optional<std::string> get_xattr(NodeId, std::string_view) const override { return {}; }

 private:
  using Entry = layout::DirectoryEntry;
  // Where directories are that were seen lately, by first cluster: parent() needs the entry of a
  // directory of which only the cluster is known. What it says is verified.
  using Hints = std::array<std::atomic<NodeId>, 4096>;

  Entry entry(NodeId node) const;
  std::uint32_t first_cluster_of(const Entry& entry) const noexcept;
  Slots slots_of(NodeId directory) const;
  Slots slots_of(NodeId directory, const Entry& entry) const;
  void remember(const NamedEntry& found) const;
  bool is_directory_at(NodeId node, std::uint32_t cluster) const;
  NodeId node_of_directory(std::uint32_t cluster) const;
  bool has_name(const NamedEntry& found, const std::u16string& name) const;
  std::optional<NodeId> lookup_at(const Slots& slots, std::uint32_t first_slot, bool only_there,
                                  const std::u16string& name) const;

  Volume volume_;
  UpcasePtr upcase_;
  CodePage code_page_;
  FileSystemInfo info_;
  NameIndex names_;
  std::unique_ptr<Hints> hints_;
};

}  // namespace vixmount::fs::fat
