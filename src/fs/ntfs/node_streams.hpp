// The named $DATA attributes of a file: alternate data streams.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fs/ntfs/node.hpp"
#include "fs/shared/upcase.hpp"

namespace vixmount::fs::ntfs {

struct NamedStream {
  std::string name;  // UTF-8
  FoundAttribute data;
};

// Sorted by name, so that a stream's index stays its own. What Windows hides (the compressed form
// of the content under WOF) is left out. Error{limit_exceeded} above kMostStreams.
std::vector<NamedStream> named_streams(const Node& node);

// The index of the stream called `name`: exactly so, else the first that differs by case only.
std::optional<std::size_t> find_stream(const std::vector<NamedStream>& streams,
                                       const Upcase& upcase, std::string_view name);

}  // namespace vixmount::fs::ntfs
