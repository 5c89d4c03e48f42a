// A guest file system: a tree of nodes whose contents are ByteSources. One shape for every format.
//
// All const members may be called from many threads at once. A FileSystem holds no per-open state
// and no unbounded cache. Damage is Error{damaged} with its position; nothing is guessed, nothing
// is zeroed silently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::fs {

// Stable for the life of the FileSystem, and enough to find the node again: inode number, MFT
// record number, position of a directory entry ... A format chooses; 0 is never a node.
using NodeId = std::uint64_t;

enum class NodeType : std::uint8_t {
  unknown,
  regular,
  directory,
  symbolic_link,
  character_device,
  block_device,
  fifo,
  socket,
};

struct Timestamp {
  std::int64_t seconds = 0;  // since 1970-01-01 00:00 UTC
  std::uint32_t nanoseconds = 0;
  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

struct Attributes {
  NodeId node = 0;
  NodeType type = NodeType::unknown;
  std::uint16_t permissions = 0;  // the low 12 bits of st_mode
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint32_t link_count = 0;
  std::uint32_t device_major = 0;  // device nodes only
  std::uint32_t device_minor = 0;
  std::uint32_t generation = 0;
  std::uint64_t size = 0;            // bytes; for a symbolic link the length of its target
  std::uint64_t allocated_size = 0;  // bytes on disk, as st_blocks * 512 tells
  Timestamp accessed, modified, changed;
  std::optional<Timestamp> born;
  bool encrypted = false;  // content (or names below it) are encrypted by the guest's file system
  bool has_xattrs = true;  // false: certainly none, so that nobody needs to ask
  bool has_streams = true;  // the same for streams()
};

struct DirectoryEntry {
  std::string_view name;  // bytes as the guest stores them (UTF-8 where the format is Unicode);
                          // valid during the call
  NodeId node = 0;
  NodeType type =
      NodeType::unknown;          // unknown: the format does not tell without looking at the node
  std::uint64_t next_cookie = 0;  // where list() goes on behind this entry; never 0
};

// Returns false to stop the listing.
using EntryVisitor = std::function<bool(const DirectoryEntry&)>;

// A named content of a node beside its main one: an alternate data stream of NTFS.
struct Stream {
  std::string name;        // without the node's own name: "Zone.Identifier"
  NodeId node = 0;         // for attributes() and open(); its type is regular
  std::uint64_t size = 0;  // bytes
};

struct FileSystemInfo {
  std::string type;   // "ext4", "ntfs" ...: the names that blkid and mount use
  std::string label;  // UTF-8, empty when there is none
  std::string uuid;   // as blkid prints it, empty when there is none
  std::string state;  // a remark for people: "journal replayed: 12 transactions", or empty
};

struct Statistics {
  std::uint64_t block_size = 0;  // bytes
  std::uint64_t total_blocks = 0;
  std::uint64_t free_blocks = 0;
  std::uint64_t available_blocks = 0;  // free for ordinary users
  std::uint64_t total_nodes = 0;
  std::uint64_t free_nodes = 0;
  std::uint32_t longest_name = 255;  // bytes
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;

  virtual const FileSystemInfo& info() const noexcept = 0;
  virtual Statistics statistics() const = 0;
  virtual NodeId root() const noexcept = 0;

  // Error{not_found} when there is no such node.
  virtual Attributes attributes(NodeId node) const = 0;

  // The entry `name` of directory `directory`; nothing when it has none. "." and ".." are never
  // asked for. Error{not_a_directory}.
  virtual std::optional<NodeId> lookup(NodeId directory, std::string_view name) const = 0;

  // All entries but "." and "..", beginning at `cookie` (0: the first), in an order of the format's
  // own that stays the same for the life of the FileSystem. `visit` may call back into this object.
  virtual void list(NodeId directory, std::uint64_t cookie, const EntryVisitor& visit) const = 0;

  // The directory that holds `node` (the root: itself), which is a directory or, in formats of
  // Windows, a symbolic link as well.
  virtual NodeId parent(NodeId node) const = 0;

  // The content of a regular file; its size() is the file's. Holds the volume alive by itself.
  // Error{is_a_directory}, Error{unsupported}, Error{encrypted}.
  virtual io::SourcePtr open(NodeId file) const = 0;

  // The target as POSIX programs read it. An absolute target of a Windows guest is "/C:/Users/x",
  // "/Volume{GUID}/x" or "//server/share/x"; whoever knows the guest's drive letters makes it usable.
  virtual std::string read_link(NodeId link) const = 0;

  // The further contents of a file or directory, by name. lookup() also finds one as "NAME:STREAM"
  // where no entry has that name.
  virtual std::vector<Stream> streams(NodeId) const { return {}; }

  // Extended attributes by their Linux names ("user.x", "security.selinux",
  // "system.posix_acl_access").
  virtual std::vector<std::string> list_xattrs(NodeId node) const = 0;
  virtual std::optional<std::string> get_xattr(NodeId node, std::string_view name) const = 0;

 protected:
  FileSystem() = default;
};

using FileSystemPtr = std::shared_ptr<const FileSystem>;

}  // namespace vixmount::fs
