// For targets whose result is a source: its map, as far as a budget reaches.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/checked.hpp"
#include "io/byte_source.hpp"
#include "tolerate.hpp"

namespace vixmount::fuzz {

// Maps `source` from its beginning and from three places in it, 512 runs each, and reads some bytes
// there. Every run must keep to what was asked, and must lie inside its reader.
inline void walk_source(const io::ByteSource& source) {
  constexpr int kMostRuns = 512;
  const auto size = source.size();
  std::vector<std::byte> buffer(4096);
  for (const auto begin : {std::uint64_t{0}, size / 3, size / 2, size - size / 5}) {
    tolerate([&] {
      auto offset = begin;
      for (int i = 0; i < kMostRuns && offset < size; ++i) {
        const auto extent = source.map(offset, size - offset);
        if (extent.length == 0 || extent.length > size - offset) __builtin_trap();
        if (extent.kind == io::ExtentKind::opaque &&
            !fits(extent.position, extent.length, extent.reader->size()))
          __builtin_trap();
        offset += extent.length;
      }
    });
    tolerate([&] {
      source.read(begin, std::span(buffer).first(std::min<std::uint64_t>(4096, size - begin)));
    });
  }
}

}  // namespace vixmount::fuzz
