// The content of a file as a source.
#pragma once

#include "fs/iso9660/file_sections.hpp"
#include "fs/iso9660/rock_ridge.hpp"
#include "fs/iso9660/volume.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::iso9660 {

// Size in bytes as programs see it.
std::uint64_t content_size(const FileSections& sections, const RockRidge& more);

// Maps to the volume; what a cut volume lacks cannot be read. Compressed files are decompressed.
// Error{unsupported}, Error{damaged}.
io::SourcePtr open_content(const Volume& volume, const FileSections& sections,
                           const RockRidge& more);

}  // namespace vixmount::fs::iso9660
