// The entries of a directory as they are stored: in pieces that no entry crosses, each entry with
// the length of its room.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "fs/ufs/inode.hpp"

namespace vixmount::fs::ufs {

struct StoredEntry {
  std::string_view name;  // valid during the call
  std::uint32_t inode = 0;
  NodeType type = NodeType::unknown;
  std::uint64_t begin = 0;  // offsets in the directory's content
  std::uint64_t end = 0;

  bool is_dot() const noexcept { return name == "." || name == ".."; }
};

// Returns false to stop.
using DirectoryVisitor = std::function<bool(const StoredEntry&)>;

// All entries in use that begin at `from` or behind it, "." and ".." too. Damage in one piece does
// not hide what the others hold: it is thrown at the end. Whiteouts of union mounts (a name hidden
// there) are no entries.
void scan_directory(const Volume& volume, const Inode& directory, std::uint64_t from,
                    const DirectoryVisitor& visit);

}  // namespace vixmount::fs::ufs
