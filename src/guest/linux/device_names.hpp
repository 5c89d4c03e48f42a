// Which volume a Linux guest means by a name: UUID=, LABEL=, /dev/sda1, /dev/disk/by-uuid/...
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guest/inspection.hpp"

namespace vixmount::guest::linux_guest {

struct DeviceMatch {
  const GuestVolume* volume = nullptr;  // null: not here
  std::string remark;                   // why not, or what is doubtful; may be empty
};

// `asking` is the volume whose mount table names the device: of several that fit (a cloned disk in
// the same set) one on its disk is taken. `file_system` is the type the table asks for: a volume
// found by its position alone must have it, unless one of them is not known.
//
// Positions follow the order of the disks in the set: sda, vda, hda, xvda and nvme0n1 are the
// first. `root_device` is what the table of `asking`, a root, names as "/"; empty: nothing. As the
// table is known to stand on `asking`, it tells which disk the guest calls so, also where the disks
// were given in another order. A guest with disks of several kinds counts each kind by itself. Of
// two disks one that is not the root's is the other; of more, nothing is guessed.
DeviceMatch find_device(const std::vector<GuestVolume>& volumes, const GuestVolume& asking,
                        std::string_view device, std::string_view file_system,
                        std::string_view root_device = {});

// A partition by position: disk 0, partition 1 for "/dev/sda1"; partition 0 is the whole disk.
struct DevicePosition {
  std::size_t disk = 0;
  std::uint32_t partition = 0;
  friend bool operator==(const DevicePosition&, const DevicePosition&) = default;
};

// Nothing for names that tell no position.
std::optional<DevicePosition> parse_device_position(std::string_view device);

}  // namespace vixmount::guest::linux_guest
