// The extended attributes and streams of a node, asked of the worker.
#pragma once

#include "cli/copy/node_record.hpp"
#include "cli/copy/report.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

// Fills record.xattrs and record.streams. What cannot be read is reported: an attribute is a loss,
// a list of streams that cannot be read a failure. Throws when the worker is lost.
void load_extras(Session& session, CopyReport& report, NodeRecord& record);

// The content of a stream, which must have at most kMostXattrBytes.
std::string read_small_stream(Session& session, const worker::Stream& stream);

// What Linux takes as the value of an extended attribute, whatever the file system
// (XATTR_SIZE_MAX).
constexpr std::uint64_t kMostXattrBytes = 64UL << 10;

}  // namespace vixmount::cli
