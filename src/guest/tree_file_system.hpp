// The guest's whole tree as one file system: its root volume with the other volumes where the mount
// table puts them. What a mount of "the guest" serves.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "guest/guest_tree.hpp"

namespace vixmount::guest {

// A node's number is that of its volume's file system, with the place of the volume in the tree in
// the highest byte; the root volume's nodes keep theirs.
class TreeFileSystem final : public fs::FileSystem {
 public:
  // A mount point without a folder to stand on cannot be listed and is left out; `log` says so.
  TreeFileSystem(const GuestTree& tree, const Log& log);

  const fs::FileSystemInfo& info() const noexcept override;  // of the root volume
  fs::Statistics statistics() const override;                // likewise
  fs::NodeId root() const noexcept override;
  fs::Attributes attributes(fs::NodeId node) const override;
  std::optional<fs::NodeId> lookup(fs::NodeId directory, std::string_view name) const override;
  void list(fs::NodeId directory, std::uint64_t cookie,
            const fs::EntryVisitor& visit) const override;
  fs::NodeId parent(fs::NodeId directory) const override;
  io::SourcePtr open(fs::NodeId file) const override;
  std::string read_link(fs::NodeId link) const override;
  std::vector<fs::Stream> streams(fs::NodeId node) const override;
  std::vector<std::string> list_xattrs(fs::NodeId node) const override;
  std::optional<std::string> get_xattr(fs::NodeId node, std::string_view name) const override;

 private:
  struct Part {
    fs::FileSystemPtr file_system;
    fs::NodeId covered = 0;  // the folder it stands on; 0 for the root volume
  };
  struct Place {
    std::size_t part;
    const fs::FileSystem& file_system;
    fs::NodeId node;  // in that file system
  };

  Place place_of(fs::NodeId node) const;
  fs::NodeId number_of(std::size_t part, fs::NodeId node) const;
  // The node, or the root of what is mounted on it.
  fs::NodeId cross(fs::NodeId node) const;
  void add(const TreeMount& mount);

  std::vector<Part> parts_;                                 // the first is the root volume
  std::unordered_map<fs::NodeId, std::size_t> mounted_on_;  // folder -> part
};

}  // namespace vixmount::guest
