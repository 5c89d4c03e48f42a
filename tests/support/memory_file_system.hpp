// A guest file system made of plain memory: what inspection, the mount and the command are tested
// on without a disk. Build it first, then share it; from then on it is const and safe from many
// threads.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "fs/file_system.hpp"

namespace vixmount::test {

class MemoryFileSystem final : public fs::FileSystem {
 public:
  // `type`, `label` and `uuid` are what info() answers.
  explicit MemoryFileSystem(std::string type = "ext4", std::string label = {},
                            std::string uuid = {});

  // Paths begin with "/" and are taken literally, component by component: symbolic links are not
  // followed. Missing folders above are made (mode 0755). std::logic_error when a path exists.
  fs::NodeId add_directory(const std::string& path);
  fs::NodeId add_file(const std::string& path, std::string_view content);
  fs::NodeId add_file(const std::string& path, io::SourcePtr content);
  fs::NodeId add_link(const std::string& path, const std::string& target);
  // A character or block device, a FIFO or a socket.
  fs::NodeId add_special(const std::string& path, fs::NodeType type, std::uint32_t device_major = 0,
                         std::uint32_t device_minor = 0);
  // A second name for the file at `existing`.
  void add_hard_link(const std::string& path, const std::string& existing);
  void set_xattr(const std::string& path, const std::string& name, std::string value);
  // A further content of the file or folder at `path`; its node.
  fs::NodeId add_stream(const std::string& path, const std::string& name, std::string_view content);
  // Modes, owners, times ...: `change` edits what attributes() will answer.
  void edit(const std::string& path, const std::function<void(fs::Attributes&)>& change);
  // Names are found without regard to ASCII case, as Windows' file systems do.
  void ignore_case() { ignore_case_ = true; }
  // Entries of the folder are listed with NodeType::unknown, as old formats do.
  void hide_entry_types() { hide_entry_types_ = true; }
  // Every call that needs the node at `path` throws a copy of `error`.
  void break_node(const std::string& path, Error error);
  // Listings of the folder tell all entries and then throw a copy of `error`.
  void break_end_of_listing(const std::string& path, Error error);

  const fs::FileSystemInfo& info() const noexcept override { return info_; }
  fs::Statistics statistics() const override;
  fs::NodeId root() const noexcept override { return 1; }
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
  struct Node {
    fs::Attributes attributes;
    fs::NodeId parent = 0;
    std::vector<std::pair<std::string, fs::NodeId>> entries;  // in the order they were added
    io::SourcePtr content;
    std::string target;
    std::map<std::string, std::string, std::less<>> xattrs;
    std::vector<fs::Stream> streams;
    std::optional<Error> broken;
    std::optional<Error> broken_end;  // of its listing
  };

  const Node& at(fs::NodeId id) const;  // Error{not_found}, or the planned error
  const Node& directory_at(fs::NodeId id) const;
  fs::NodeId find(const std::string& path) const;
  // The folder of `path`, made where missing, and the last component.
  std::pair<fs::NodeId, std::string> prepare(const std::string& path);
  fs::NodeId add_node(const std::string& path, fs::NodeType type, std::uint16_t permissions);

  fs::FileSystemInfo info_;
  std::vector<Node> nodes_;  // node N is nodes_[N - 1]
  bool hide_entry_types_ = false;
  bool ignore_case_ = false;
};

}  // namespace vixmount::test
