// Which extended attributes a copy keeps, and under which names.
//
// An NTFS volume tells its metadata as the attributes that ntfs-3g knows (system.ntfs_acl ...).
// Some say the same twice; one of each is kept. On an ntfs-3g mount they are written under their
// own names. Elsewhere system.ntfs_NAME becomes user.ntfs.NAME, on nodes that cannot have user
// attributes (links, devices) trusted.ntfs.NAME, which needs root.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "worker/protocol/messages.hpp"

namespace vixmount::cli {

// Drops what another attribute of the list says as well: of a value in both byte orders the one
// that has the same bytes everywhere, attributes that are streams, and how Windows has compressed
// the content (WOF), which is restored as it reads.
void drop_doubles(std::vector<worker::Xattr>& xattrs, const std::vector<worker::Stream>& streams);

// The names under which to try it on the host, the best first.
std::vector<std::string> host_names_of(const std::string& xattr, fs::NodeType type);

// The attribute name of a stream, or nothing when it would be taken for something else there.
std::string xattr_of_stream(const std::string& stream);

// Names of the bits of FILE_ATTRIBUTE_* ("readonly", "hidden" ...) that system.ntfs_attrib or
// system.ntfs_attrib_be in `value` holds; the first one's bytes are little-endian.
std::vector<std::string> dos_attributes(std::string_view xattr, std::string_view value);

}  // namespace vixmount::cli
