// The disks that a .vmx attaches to its virtual controllers.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guest/vm/dictionary.hpp"

namespace vixmount::guest::vm {

// In the order in which disks are listed.
enum class ControllerKind : std::uint8_t { scsi, sata, nvme, ide };

// "scsi0:1": the controller's kind and number, and the place on it.
struct DiskAddress {
  ControllerKind kind = ControllerKind::scsi;
  std::uint32_t bus = 0;
  std::uint32_t unit = 0;

  // Any case. Nothing for what is no disk address.
  static std::optional<DiskAddress> parse(std::string_view text);
  std::string to_string() const;
  friend auto operator<=>(const DiskAddress&, const DiskAddress&) = default;
};

struct VirtualDisk {
  DiskAddress address;
  std::string file_name;    // as written: relative to the VM's folder, or absolute on its host
  std::string mode;         // "persistent", "independent-persistent" ...; empty: the default
  std::string device_type;  // "scsi-hardDisk", "disk" ...; empty: the default
  bool present = true;      // FALSE: described, and not attached

  // Independent disks take no part in snapshots.
  bool is_independent() const;
};

// All disks that `configuration` names, ordered by address; optical drives, pass-through devices
// and empty drives are left out. A disk counts as present unless it or its controller says FALSE.
std::vector<VirtualDisk> disks_of(const Dictionary& configuration);

}  // namespace vixmount::guest::vm
