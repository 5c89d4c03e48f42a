// The name of the file beside a node that holds one of its streams: "NAME:STREAM".
#pragma once

#include <string>

#include "cli/copy/node_record.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

// Escaped (host_name.hpp) where the guest has a file of that very name, or where it would be no
// single name. `volume`: as the command line gave it, for asking the guest.
std::string name_of_stream_file(Session& session, std::uint32_t volume, const NodeRecord& record,
                                const worker::Stream& stream);

}  // namespace vixmount::cli
