// One node of an index: the root or a block, and its entries. Facts: names_layout.hpp's sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "fs/ntfs/record.hpp"

namespace vixmount::fs::ntfs {

// What the entries of an index hold beside their keys.
enum class IndexKind : std::uint8_t {
  attribute,  // a file reference; the key is the attribute: directories
  view,       // data: $Secure, $ObjId, $Quota, $Reparse
};

// Borrows the node's bytes.
struct IndexEntry {
  BytesView key;                           // empty in the last entry
  BytesView data;                          // views only
  FileReference reference;                 // IndexKind::attribute only
  std::optional<std::uint64_t> child_vcn;  // the subtree of all entries before this one
  bool is_last = false;                    // an entry without a key that ends the node
};

class IndexNode {
 public:
  // `from_header`: from the index header to the end of the node. `storage` keeps the bytes alive,
  // where they are not the caller's. Error{damaged}.
  IndexNode(BytesView from_header, IndexKind kind,
            std::shared_ptr<const std::vector<std::byte>> storage = nullptr);

  IndexKind kind() const noexcept { return kind_; }
  BytesView entries() const noexcept { return entries_; }

 private:
  std::shared_ptr<const std::vector<std::byte>> storage_;
  BytesView entries_;  // from the first one to the end of what is used
  IndexKind kind_;
};

// Walks the entries of a node, the last one included. Each step is checked: Error{damaged}.
class IndexEntryCursor {
 public:
  explicit IndexEntryCursor(const IndexNode& node) : rest_(node.entries()), kind_(node.kind()) {}
  // False behind the last entry.
  bool next(IndexEntry& entry);

 private:
  BytesView rest_;
  IndexKind kind_;
  bool at_end_ = false;
};

}  // namespace vixmount::fs::ntfs
