// What a file that is no disk of a known format might be: for messages that tell the user what to
// do, never for choosing a format.
#pragma once

#include <string>

#include "io/host_file.hpp"

namespace vixmount::disk {

// A sentence such as "it looks like a qcow2 image; convert it with qemu-img first".
std::string describe_foreign(const io::HostFile& file);

}  // namespace vixmount::disk
