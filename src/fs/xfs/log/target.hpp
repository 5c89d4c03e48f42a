// What items are replayed into: the volume's view in memory.
#pragma once

#include <cstdint>
#include <vector>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/superblock.hpp"
#include "io/overlay_source.hpp"

namespace vixmount::fs::xfs::log {

struct Target {
  io::OverlaySource& overlay;
  const Superblock& superblock;
  std::vector<ByteRange> changed;  // on the volume, bytes

  // Error{damaged} for what is not on the volume.
  std::vector<std::byte> read(std::uint64_t offset, std::size_t length) const {
    require(offset, length);
    return io::read_bytes(overlay, offset, length);
  }
  void write(std::uint64_t offset, std::span<const std::byte> bytes) {
    require(offset, bytes.size());
    overlay.write(offset, bytes);
    changed.push_back({offset, offset + bytes.size()});
  }

 private:
  void require(std::uint64_t offset, std::uint64_t length) const {
    if (!fits(offset, length, overlay.size()))
      fail_at(offset, "log item for {} bytes behind the end of the volume", length);
  }
};

}  // namespace vixmount::fs::xfs::log
