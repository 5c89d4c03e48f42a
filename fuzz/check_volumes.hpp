// What must hold for the volumes of any disk, however damaged.
#pragma once

#include "base/checked.hpp"
#include "volume/volume.hpp"

namespace vixmount::fuzz {

inline void check_volumes(const std::vector<volume::Volume>& volumes, std::uint64_t disk_size) {
  for (const auto& volume : volumes) {
    // What a volume manager makes may have no single place.
    const bool inside = !volume.offset || fits(*volume.offset, volume.size, disk_size);
    const bool has_place = volume.offset || volume.partition_number == 0;
    if (!inside || !has_place || !volume.source || volume.source->size() != volume.size) __builtin_trap();
  }
}

}  // namespace vixmount::fuzz
