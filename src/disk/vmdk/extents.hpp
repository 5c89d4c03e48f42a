// The extents that a descriptor names, opened: one source for all of a link's bytes.
#pragma once

#include <string>
#include <vector>

#include "base/log.hpp"
#include "disk/opener.hpp"
#include "disk/vmdk/descriptor.hpp"
#include "io/byte_source.hpp"

namespace vixmount::disk::vmdk {

struct OpenedExtents {
  io::SourcePtr source;            // all extents in a row
  std::vector<std::string> paths;  // of their files, each once, in order of appearance
};

// `holder` is the file that holds the descriptor; `embedded`: it is a sparse extent itself, and
// when the descriptor names one sparse extent, that is the holder whatever it is called (disks get
// renamed). Errors: those of the opener and of the extents' formats, with the extent's name and
// line in front; unsupported for a raw device mapping whose device is not there.
OpenedExtents open_extents(const Descriptor& descriptor, const OpenedFile& holder, bool embedded,
                           Opener& opener, const Log& log);

}  // namespace vixmount::disk::vmdk
