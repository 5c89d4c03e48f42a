// A disk set that exists in memory alone, and a way to run the whole command on it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/run.hpp"
#include "support/support.hpp"

namespace vixmount::test {

// One volume with a tree in it. Also one that no sane file system holds: names are not checked.
class FakeDisks {
 public:
  struct Piece {
    io::ExtentKind kind = io::ExtentKind::data;
    std::string bytes;         // data, opaque
    std::uint64_t length = 0;  // zero, hole
  };
  struct Node {
    worker::Entry entry;  // path: below the root, without a slash in front
    std::vector<Piece> content;
    std::vector<worker::Xattr> xattrs;
    std::vector<worker::Stream> streams;
    bool is_unreadable = false;            // its map is damaged
    std::uint64_t readable_bytes = ~0ULL;  // opaque content fails from there on
  };

  FakeDisks();

  // Each returns the new node, for changing it. Parents come before children.
  Node& add(const std::string& path, fs::NodeType type, std::uint16_t permissions = 0644);
  Node& add_file(const std::string& path, std::string content);
  Node& add_file(const std::string& path, std::vector<Piece> content);
  Node& add_folder(const std::string& path);
  Node& add_link(const std::string& path, std::string target);
  // A further content of the node at `path`; the stream's own node.
  Node& add_stream(const std::string& path, const std::string& name, std::string content);
  // Another name of a file that was added before.
  void add_hard_link(const std::string& path, const std::string& of);

  Node& node_of(const std::string& path);
  const Node& at(fs::NodeId node) const;
  cli::SessionFactory factory();

  worker::DiskSetDescription description;
  std::vector<guest::GuestSystem> systems;
  std::map<std::uint32_t, std::vector<fs::SubvolumeEntry>> subvolumes;  // by volume
  std::vector<Node> nodes;           // in the order of a walk, as added; the first is the root
  std::vector<std::string> opened;   // names of the disks of each session
  std::vector<std::string> mounted;  // "volume 2 at /mnt"
  std::unique_ptr<TemporaryFolder> folder = std::make_unique<TemporaryFolder>();
  std::vector<std::shared_ptr<const io::HostFile>> host_files;
};

struct CommandResult {
  int exit_code = -1;
  std::string out, err;
};

// Runs the command in this process; its output goes to files.
CommandResult run_command(FakeDisks& disks, std::vector<std::string> words);

}  // namespace vixmount::test
