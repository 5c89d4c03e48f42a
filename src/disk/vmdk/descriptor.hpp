// The descriptor of a virtual disk: a small text, in a file of its own or inside a sparse extent.
//
// Facts: VMware "Virtual Disk Format" 1.1 and 5.0, libvmdk's format documentation. Everything in it
// is hostile input: refused with the number of the line that makes no sense.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "disk/vmdk/extent_line.hpp"

namespace vixmount::disk::vmdk {

// The largest descriptor. 62 TiB in pieces of 2 GiB are 31744 extent lines of some 60 bytes.
inline constexpr std::uint64_t kMostDescriptorBytes = 4ULL << 20;
inline constexpr std::size_t kMostExtents = 32768;    // as above
inline constexpr std::size_t kMostEntries = 4096;     // real ones have two dozen
inline constexpr std::size_t kMostLines = 65536;      // extents, entries and comments
inline constexpr std::size_t kMostLineBytes = 65536;  // key bundles of encrypted disks are long
// "There is none", of parentCID.
inline constexpr std::uint32_t kNoContentId = 0xFFFFFFFF;

struct DescriptorEntry {
  std::string key, value;  // UTF-8, without the quotes
  std::size_t line = 0;
};

struct Descriptor {
  std::uint32_t version = 0;
  std::uint32_t content_id = 0;                    // CID
  std::uint32_t parent_content_id = kNoContentId;  // parentCID
  std::string create_type;                         // as written
  std::string parent_hint;                         // parentFileNameHint, empty without parent
  std::vector<ExtentLine> extents;                 // in the order of the disk, at least one
  std::vector<DescriptorEntry> entries;            // all "key = value" lines in order, known or not

  // The value of the first entry with this key (ASCII case ignored), or nullptr.
  const std::string* find(std::string_view key) const noexcept;
  bool has_parent() const noexcept {
    return !parent_hint.empty() || parent_content_id != kNoContentId;
  }
};

// True when `head`, the first bytes of a file, begins like a descriptor.
bool looks_like_descriptor(std::string_view head) noexcept;

// Parses the whole text. Errors: damaged and bad_encoding (both with the line's number), encrypted,
// unsupported, unsupported_version, limit_exceeded.
Descriptor parse_descriptor(std::string_view text);

}  // namespace vixmount::disk::vmdk
