// Whether Windows sleeps on this volume. Facts: ntfs-3g (volume.c); libhibr, "Windows Hibernation
// File (hiberfil.sys) format".
#pragma once

#include "fs/file_system.hpp"

namespace vixmount::fs::ntfs {

// True when hiberfil.sys holds a system that will be woken (Windows "fast startup" too): it may
// keep changes in its memory that the volume does not have yet. False where that cannot be told.
bool is_hibernated(const FileSystem& files);

}  // namespace vixmount::fs::ntfs
