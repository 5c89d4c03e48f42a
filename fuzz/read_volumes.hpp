// What must hold for the volumes of a volume manager, however damaged their metadata.
#pragma once

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "volume/volume.hpp"

namespace vixmount::fuzz {

// Reads a little at the begin, in the middle and at the end of each. An Error is a fine answer,
// unless it is a bug of ours.
inline void read_volumes(const std::vector<volume::Volume>& volumes) {
  std::array<std::byte, 4096> buffer;
  for (const auto& volume : volumes) {
    if (!volume.source || volume.source->size() != volume.size) __builtin_trap();
    const auto count = std::min<std::uint64_t>(buffer.size(), volume.size);
    for (const auto offset : {std::uint64_t{0}, (volume.size - count) / 2, volume.size - count}) {
      try {
        volume.source->read(offset, std::span(buffer).first(count));
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::internal) __builtin_trap();
      }
    }
  }
}

}  // namespace vixmount::fuzz
