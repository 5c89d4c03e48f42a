// SYSTEM\MountedDevices: which device the mount manager gave which letter. A value's name is the
// letter or the volume's name, its data identifies the device
// (docs/formats/windows-registry.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "base/guid.hpp"

namespace vixmount::guest::windows {

// A partition of an MBR disk.
struct MbrDevice {
  std::uint32_t signature = 0;  // of the disk
  std::uint64_t offset = 0;     // bytes, in the disk
  friend bool operator==(const MbrDevice&, const MbrDevice&) = default;
};

// A GPT partition, or a volume of the logical disk manager: their ids cannot be told apart.
struct GuidDevice {
  Guid guid;
  friend bool operator==(const GuidDevice&, const GuidDevice&) = default;
};

// Removable drives and all else: the device's path, or the bytes in hexadecimal digits. Printable.
struct OtherDevice {
  std::string name;
  friend bool operator==(const OtherDevice&, const OtherDevice&) = default;
};

using DeviceId = std::variant<MbrDevice, GuidDevice, OtherDevice>;

struct MountedDevice {
  std::string name;  // "C:", or "Volume{01234567-89ab-cdef-0123-456789abcdef}"
  DeviceId device;

  bool is_letter() const noexcept { return name.size() == 2; }
};

// "\DosDevices\c:" is "C:", "\??\Volume{GUID}" is "Volume{guid}" in lower case. Nothing for others
// ("#{GUID}": a volume that is to have no letter).
std::optional<std::string> parse_device_name(std::string_view value_name);
DeviceId parse_device_id(const BytesView& data);

}  // namespace vixmount::guest::windows
