// Raw disks: the file's bytes are the disk. Only when asked for by name, never guessed.
#pragma once

#include "disk/disk.hpp"

namespace vixmount::disk {

Disk open_raw(const OpenedFile& opened);

}  // namespace vixmount::disk
