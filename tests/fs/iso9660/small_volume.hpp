// The seeds of the fuzz target as volumes; fuzz/recipes/iso9660_seeds.py makes them.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "fs/file_system.hpp"
#include "fs/support/paths.hpp"
#include "io/sources.hpp"
#include "sparse_disk.hpp"
#include "support/support.hpp"

namespace vixmount::fs::iso9660 {

using test::find;

// fuzz/NAME, such as "seeds/iso9660/plain".
inline io::SourcePtr small_volume(const std::string& name) {
  const auto text = test::read_file(std::string(VIXMOUNT_SOURCE_DIR "/fuzz/") + name);
  const auto disk =
      fuzz::SparseDisk::parse(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  return std::make_shared<io::MemorySource>(io::read_bytes(*disk, 0, disk->size()));
}

}  // namespace vixmount::fs::iso9660
