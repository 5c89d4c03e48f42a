// Subvolumes on the command line: which volume --subvolume means, and what there is to choose from.
#pragma once

#include "cli/arguments.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

// With --subvolume and without --volume: sets the number of the only volume that has subvolumes.
// Error{invalid_argument} when there are several, Error{not_found} when there is none.
void choose_volume(Arguments& arguments, const Session& session);

// Those of a volume, for display; none for what holds none or cannot be opened, and for all members
// of a file system but the first.
std::vector<fs::SubvolumeEntry> subvolumes_of(Session& session,
                                              const worker::VolumeDescription& volume);

}  // namespace vixmount::cli
