// Disks with the labels of other systems, by make_labels.py.
#pragma once

#include <filesystem>
#include <string>

#include "volume/volume.hpp"

namespace vixmount::volume::test {

// The folder of all of them (made once for the build folder, never written to).
std::filesystem::path made_labels();
// What the disk NAME.img of it has.
Resolution resolve_label(const std::string& name);

}  // namespace vixmount::volume::test
