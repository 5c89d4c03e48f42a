// A volume group (VG) as its metadata text describes it: physical volumes (PVs), logical volumes
// (LVs), their segments. Nothing here has looked at a disk.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "volume/lvm/metadata_text.hpp"

namespace vixmount::volume::lvm {

struct PhysicalVolume {
  std::string name;                 // within the text: "pv0"
  std::string uuid;                 // with dashes
  std::string device_hint;          // where it was last: "/dev/sdb2"
  std::uint64_t extents_begin = 0;  // bytes of the device
  std::uint64_t extent_count = 0;
  // LVM wrote the group while this PV was away: what is on it may be old.
  bool marked_missing = false;
};

// A run of extents of an LV, made in one way. What the types need besides is in `settings`.
struct Segment {
  std::uint64_t begin = 0;  // bytes of the LV
  std::uint64_t size = 0;   // bytes
  std::string type;         // "linear", "striped", "raid5_ls", "thin" ...; without flags
  std::vector<std::string> flags;
  TextSection settings;
};

struct LogicalVolume {
  std::string name;
  std::string uuid;                 // with dashes
  bool visible = false;             // no part of another LV
  std::vector<std::string> status;  // "READ", "REBUILD", "PVMOVE" ...
  std::vector<std::string> flags;   // "RESHAPE", "CACHE_VOL" ...
  std::vector<Segment> segments;    // without gaps, from 0
  std::uint64_t size = 0;           // bytes
  std::string fault;                // for people: why it cannot be used; empty: it can

  bool has_status(std::string_view wanted) const;
};

class VolumeGroup {
 public:
  // Throws Error{damaged} where the group as a whole cannot be used. What is wrong with one LV is
  // kept as its fault.
  static VolumeGroup read(std::unique_ptr<const MetadataText> text);

  std::string name;
  std::string uuid;                   // with dashes
  std::uint64_t sequence_number = 0;  // grows with each change
  std::uint64_t extent_size = 0;      // bytes
  bool exported = false;
  std::vector<PhysicalVolume> physical_volumes;
  std::vector<LogicalVolume> logical_volumes;  // in the text's order

  std::optional<std::size_t> find_physical_volume(const std::string& within_text) const;
  std::optional<std::size_t> find_logical_volume(const std::string& within_text) const;
  std::size_t text_size() const noexcept { return text_->size(); }

 private:
  VolumeGroup() = default;
  void read_physical_volumes(const TextSection& group);
  void read_logical_volumes(const TextSection& group);
  LogicalVolume read_logical_volume(const TextSection& section) const;
  void read_segments(const TextSection& section, LogicalVolume& volume) const;

  std::unique_ptr<const MetadataText> text_;  // the segments' settings are in it
  std::unordered_map<std::string, std::size_t> physical_by_name_;
  std::unordered_map<std::string, std::size_t> logical_by_name_;
};

}  // namespace vixmount::volume::lvm
