// What must hold for the volumes of any set of disks with array metadata, however damaged.
#pragma once

#include <algorithm>
#include <array>

#include "tolerate.hpp"
#include "volume/volume.hpp"

namespace vixmount::fuzz {

// Reads at both ends and in the middle, and asks for extents as a restore does.
inline void check_array_volumes(const volume::Resolution& resolution) {
  for (const auto& volume : resolution.volumes) {
    if (!volume.source || volume.source->size() != volume.size) __builtin_trap();
    if (volume.size == 0) continue;
    std::array<std::byte, 8192> bytes;
    const auto length = std::min<std::uint64_t>(bytes.size(), volume.size);
    for (const auto offset : {std::uint64_t{0}, (volume.size - length) / 2, volume.size - length}) {
      tolerate([&] { volume.source->read(offset, std::span(bytes).first(length)); });
      tolerate([&] { static_cast<void>(volume.source->map(offset, length)); });
    }
  }
}

}  // namespace vixmount::fuzz
