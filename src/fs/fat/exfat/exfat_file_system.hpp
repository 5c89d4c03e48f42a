// The tree of an exFAT volume behind the interface that all formats share.
#pragma once

#include "fs/fat/exfat/directory.hpp"
#include "fs/fat/exfat/parents.hpp"
#include "fs/fat/exfat/root_entries.hpp"
#include "fs/fat/exfat/volume.hpp"
#include "fs/file_system.hpp"
#include "fs/shared/name_index.hpp"

namespace vixmount::fs::exfat {

// Node numbers: node_id.hpp. All const members are safe from many threads.
class ExfatFileSystem final : public FileSystem {
 public:
  ExfatFileSystem(Volume volume, RootEntries root_entries, UpcasePtr upcase,
                  FileSystemInfo info)
      : volume_(std::move(volume)),
        root_entries_(std::move(root_entries)),
        upcase_(std::move(upcase)),
        info_(std::move(info)) {}

  const FileSystemInfo& info() const noexcept override { return info_; }
  Statistics statistics() const override;
  NodeId root() const noexcept override;
  Attributes attributes(NodeId node) const override;
  std::optional<NodeId> lookup(NodeId directory, std::string_view name) const override;
  void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const override;
  NodeId parent(NodeId node) const override;
  io::SourcePtr open(NodeId file) const override;
  std::string read_link(NodeId link) const override;
  std::vector<std::string> list_xattrs(NodeId) const override { return {}; }
  std::optional<std::string> get_xattr(NodeId, std::string_view) const override { return {}; }

 private:
  struct Folder {
    fat::Slots slots;
    bool clusters_are_neighbours = false;
  };
  EntrySet entry_set(NodeId node) const;
  Folder folder(NodeId directory) const;
  bool has_name(const EntrySet& set, const std::u16string& name) const;
  // What is damaged is passed over.
  std::optional<NodeId> lookup_at(const Folder& from, std::uint32_t first_slot, bool only_there,
                                  const std::u16string& name) const;
  std::optional<NodeId> find_in_index(NodeId directory, const Folder& from,
                                      const std::u16string& name) const;
  void list_sets(NodeId directory, std::uint64_t cookie,
                 const std::function<bool(const FoundSet&, NodeId)>& visit) const;
  NodeId search_parent(NodeId node) const;

  Volume volume_;
  RootEntries root_entries_;
  UpcasePtr upcase_;
  FileSystemInfo info_;
  NameIndex names_;
  Parents parents_;
};

}  // namespace vixmount::fs::exfat
