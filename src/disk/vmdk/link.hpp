// One link of a chain: a descriptor and the extents it names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "disk/opener.hpp"
#include "disk/vmdk/descriptor.hpp"
#include "io/byte_source.hpp"

namespace vixmount::disk::vmdk {

struct Link {
  OpenedFile holder;  // of the descriptor
  Descriptor descriptor;
  io::SourcePtr source;  // holes where this link holds nothing
  std::vector<std::string> extent_paths;
};

// Errors: not_a_disk (says what the file looks like and what to do), and those of
// parse_descriptor() and open_extents(), with the file's name in front.
Link open_link(OpenedFile holder, Opener& opener, const Log& log);

}  // namespace vixmount::disk::vmdk
