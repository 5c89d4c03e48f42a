// Reads a little of each volume: what their sources make of hostile numbers.
#pragma once

#include "io/byte_source.hpp"
#include "tolerate.hpp"
#include "volume/volume.hpp"

namespace vixmount::fuzz {

inline void read_volumes(const std::vector<volume::Volume>& volumes) {
  constexpr std::uint64_t kPiece = 4096;
  for (const auto& volume : volumes) {
    if (!volume.source || volume.source->size() != volume.size) __builtin_trap();
    for (const auto offset : {std::uint64_t{0}, volume.size / 2}) {
      const auto length = std::min(kPiece, volume.size - offset);
      tolerate([&] { io::read_bytes(*volume.source, offset, length); });
    }
  }
}

}  // namespace vixmount::fuzz
