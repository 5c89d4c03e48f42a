// The metadata of an imsm container, from one of its disks; sizes in bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/byte_source.hpp"

namespace vixmount::volume::md {

struct ImsmDisk {
  std::string serial;
  std::uint64_t size = 0;
  bool is_spare = false;
  bool is_failed = false;
};

struct ImsmVolume {
  std::string name;
  std::uint64_t size = 0;
  bool is_dirty = false;
  std::optional<std::uint8_t> migration;  // imsm_layout::kMigration...

  // The map that the volume's bytes follow.
  std::uint64_t data_offset = 0;  // in each member
  std::uint64_t component_size = 0;
  std::uint64_t chunk_size = 0;
  std::uint8_t level = 0;  // as stored: 1 over more than two members is raid10
  struct Place {
    std::uint32_t disk;  // index in ImsmMetadata::disks
    bool is_rebuilding;
  };
  std::vector<Place> places;  // by role
};

struct ImsmMetadata {
  std::uint32_t family = 0;
  std::uint32_t generation = 0;
  std::vector<ImsmDisk> disks;
  std::vector<ImsmVolume> volumes;
};

// The metadata of the disk `source`, whose sectors have `sector_size` bytes; nothing when there is
// none. Error{damaged}, Error{io}.
std::optional<ImsmMetadata> read_imsm(const io::ByteSource& source, std::uint32_t sector_size);

}  // namespace vixmount::volume::md
