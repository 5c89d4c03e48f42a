// Files that macOS keeps compressed ("decmpfs"): their data fork is empty, an attribute says how
// they are compressed and holds the content, or the resource fork does.
//
// Apple has published no description. Facts: Apple's xnu (bsd/kern/decmpfs.c, bsd/sys/decmpfs.h)
// for the header and types 1 and 5; afsctool, libfshfs' and 7-Zip's documentation of the others.
#pragma once

#include <optional>
#include <string_view>

#include "fs/hfsplus/catalog.hpp"

namespace vixmount::fs::hfsplus {

inline constexpr std::u16string_view kCompressionAttribute = u"com.apple.decmpfs";

struct Compression {
  std::uint32_t type = 0;
  std::uint64_t size = 0;        // of the content, bytes
  std::uint64_t position = 0;    // of the attribute on the volume
  io::SourcePtr attribute;       // with its header
};

// How `entry` is compressed; nothing when it is not: macOS looks for its flag first. Error{damaged}
// when the flag is set and the attribute makes no sense.
std::optional<Compression> find_compression(const VolumePtr& volume, const CatalogEntry& entry);

// The content. `resource`: the file's resource fork. Error{unsupported} names the type.
io::SourcePtr open_compressed(const Compression& compression, io::SourcePtr resource);

}  // namespace vixmount::fs::hfsplus
