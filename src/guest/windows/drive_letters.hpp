// Which volume of the set has which letter, by what a Windows guest's registry says.
#pragma once

#include <string>
#include <vector>

#include "guest/inspection.hpp"
#include "guest/windows/mounted_devices.hpp"

namespace vixmount::guest::windows {

struct Drives {
  std::vector<MountPoint> letters;  // "C:\": the system's first, the others by letter
  std::vector<VolumeName> names;    // "Volume{guid}", by name
};

// `root` holds the system; `system_root` is where the guest says it lives ("C:\Windows").
//
// A device is matched by disk signature and offset, or by partition GUID, and by nothing else: of
// two volumes that fit (a copy of a disk in the same set) none is taken. The system's own volume,
// where no device fits it, has the letter of `system_root`: there the registry itself was loaded
// from. What has no volume here is a remark.
Drives find_drives(const std::vector<GuestVolume>& volumes, const GuestVolume& root,
                   const std::vector<MountedDevice>& devices, std::string_view system_root,
                   std::vector<std::string>& remarks);

// True when the devices alone give the system's volume one letter: find_drives then answers the
// same letters and names whatever `system_root` is.
bool devices_name_system_drive(const std::vector<GuestVolume>& volumes, const GuestVolume& root,
                               const std::vector<MountedDevice>& devices);

}  // namespace vixmount::guest::windows
