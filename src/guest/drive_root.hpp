// What stands above the drives of a Windows guest: a folder that lists "C:", "D:" ... On these
// folders the volumes are mounted (GuestTree, TreeFileSystem). Volumes are found by their other
// names ("Volume{GUID}") as well, which are not listed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::guest {

class DriveRoot final : public fs::FileSystem {
 public:
  // What is asked of the tree as a whole (its label, its free space) is answered by `system`, the
  // volume that holds the system.
  DriveRoot(std::vector<std::string> listed, std::vector<std::string> unlisted,
            fs::FileSystemPtr system);

  const fs::FileSystemInfo& info() const noexcept override { return system_->info(); }
  fs::Statistics statistics() const override { return system_->statistics(); }
  fs::NodeId root() const noexcept override { return kRoot; }
  fs::Attributes attributes(fs::NodeId node) const override;
  // Without regard to ASCII case.
  std::optional<fs::NodeId> lookup(fs::NodeId directory, std::string_view name) const override;
  void list(fs::NodeId directory, std::uint64_t cookie,
            const fs::EntryVisitor& visit) const override;
  fs::NodeId parent(fs::NodeId) const override { return kRoot; }
  io::SourcePtr open(fs::NodeId file) const override;
  std::string read_link(fs::NodeId link) const override;
  std::vector<std::string> list_xattrs(fs::NodeId) const override { return {}; }
  std::optional<std::string> get_xattr(fs::NodeId, std::string_view) const override {
    return std::nullopt;
  }

 private:
  static constexpr fs::NodeId kRoot = 1;  // the folders follow

  void require_node(fs::NodeId node) const;

  std::vector<std::string> names_;
  std::size_t listed_;  // the first ones
  fs::FileSystemPtr system_;
};

}  // namespace vixmount::guest
