// The content of files and streams as programs of the guest see it: decompressed, or refused with
// the reason.
#pragma once

#include "fs/ntfs/file.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

class Node;

// The content of a $DATA attribute. Error{encrypted}, Error{unsupported} for unknown methods of
// compression, Error{damaged}.
io::SourcePtr open_attribute(const File& file, const FoundAttribute& data);

// The main content of a regular file, by its reparse point where that stands for the content:
// WOF-compressed files are decompressed; deduplicated files and place holders for content that is
// elsewhere are Error{unsupported}.
io::SourcePtr open_content(const Node& node);

}  // namespace vixmount::fs::ntfs
