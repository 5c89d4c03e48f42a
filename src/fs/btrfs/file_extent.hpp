// EXTENT_DATA items: where a run of a file's content is.
#pragma once

#include <cstdint>
#include <optional>

#include "fs/btrfs/compression.hpp"
#include "fs/btrfs/tree.hpp"

namespace vixmount::fs::btrfs {

struct FileExtent {
  enum class Kind : std::uint8_t { hole, zeros, in_item, on_disk };

  std::uint64_t begin = 0;  // in the file, bytes
  std::uint64_t end = 0;
  Kind kind = Kind::hole;
  Compression compression = Compression::none;
  std::uint64_t decoded_bytes = 0;  // of the whole extent, once decompressed
  std::uint64_t offset = 0;         // where [begin, end) begins in those
  std::uint64_t logical = 0;        // on_disk: address and bytes of the whole extent
  std::uint64_t stored_bytes = 0;
  std::optional<Item> item;  // in_item: the content stands in its data, behind the header

  BytesView inline_content() const;
};

// The run that holds byte `offset` of inode `inode`, holes included; `size` of the file bounds
// them. Error{damaged}, Error{unsupported} (encrypted extents, unknown compressions).
FileExtent extent_at(const Tree& subvolume, std::uint64_t inode, std::uint64_t offset,
                     std::uint64_t size);

}  // namespace vixmount::fs::btrfs
