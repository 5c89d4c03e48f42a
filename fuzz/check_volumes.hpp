// What must hold for the volumes of any disk, however damaged.
#pragma once

#include "base/checked.hpp"
#include "volume/volume.hpp"

namespace vixmount::fuzz {

inline void check_volumes(const std::vector<volume::Volume>& volumes, std::uint64_t disk_size) {
  for (const auto& volume : volumes) {
    const bool inside = volume.offset && fits(*volume.offset, volume.size, disk_size);
    if (!inside || !volume.source || volume.source->size() != volume.size) __builtin_trap();
  }
}

}  // namespace vixmount::fuzz
