// Which operating systems live on a set of volumes. One inspector per family; each is asked in
// turn, and a set may hold several systems.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "volume/volume.hpp"

namespace vixmount::guest {

// A volume as inspection sees it. `volume` is borrowed for the time of the call.
struct GuestVolume {
  std::size_t number = 0;  // as people count them, from 1; every `volume` member below is this
  const volume::Volume* volume = nullptr;
  fs::Identification identification;
  fs::FileSystemPtr file_system;  // null when not mountable
  // Number of the first volume that holds a part of the same file system; 0: this one.
  std::size_t first_member = 0;
};

enum class OsFamily : std::uint8_t { other, linux, windows };

// "linux", "windows", "other".
std::string_view name_of(OsFamily family) noexcept;

// A volume in the guest's tree, by the guest's own mount table.
struct MountPoint {
  std::string path;         // as the guest writes it: "/boot", "C:\", "C:\Data\"
  std::size_t volume = 0;   // GuestVolume::number
  std::string file_system;  // the type that the table asks for: "ext4", "auto"
  std::string options;      // as the table has them: "ro,subvol=@home"
};

// A name by which the guest's own links call a volume.
struct VolumeName {
  std::string name;        // "Volume{01234567-89ab-cdef-0123-456789abcdef}"
  std::size_t volume = 0;  // GuestVolume::number
};

// All text is printable UTF-8: other bytes are written \xNN. Empty: not known.
struct GuestSystem {
  OsFamily family = OsFamily::other;
  std::size_t root_volume = 0;    // GuestVolume::number of the volume that holds os_folder
  std::string id;                 // "debian", "rhel": the short name that os-release calls ID
  std::string vendor;             // "Debian GNU/Linux"; for Windows "Microsoft"
  std::string name;               // for people: "Debian GNU/Linux 12 (bookworm)"
  std::string version;            // "12 (bookworm)"; for Windows "10.0"
  std::string build;              // Windows: "22631.3007"
  std::string display_version;    // Windows 10 and later: "23H2"
  std::string service_pack;       // Windows before 8: "Service Pack 1"
  std::string edition;            // "Workstation Edition", "Professional"
  std::string installation_type;  // Windows: "Client", "Server", "Server Core"
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::string architecture;  // "x86_64", "aarch64", "i386" ...
  bool is_64_bit = false;
  std::string hostname;
  std::string machine_id;
  std::string time_zone;                     // Windows: "W. Europe Standard Time"
  std::optional<std::int64_t> install_date;  // Windows: seconds since 1970
  std::string package_format;                // "deb", "rpm", "apk" ...
  std::string os_folder;                     // "/", for Windows "C:\Windows"
  std::vector<MountPoint> mount_points;  // the system's own first, then as the guest orders them
  std::vector<VolumeName> volume_names;  // Windows; also of volumes without a letter
  std::vector<std::string> remarks;      // what could not be read or found, for people
};

// How much is wanted. A Windows' name and version stand in a hive of tens of megabytes that paths
// and mounts have no need of.
enum class Detail : unsigned char {
  everything,
  mounts,  // family, root_volume, mount_points, volume_names; the rest may be empty
};

// Describes the system whose root is on `root`; nothing when there is none of its family.
using Inspector = std::optional<GuestSystem> (*)(const std::vector<GuestVolume>& volumes,
                                                 const GuestVolume& root, Detail detail,
                                                 const Log& log);

// All systems found, the default first. For each volume the inspectors are asked in their order;
// the first that knows the volume as its root has it. The default is the first installed system, in
// the order of the volumes: one whose mount table names its own volume as the root. Systems without
// that (live media, rescue systems, copies whose table names another volume) follow.
//
// Damage on a volume costs what stood there and is a remark; Error{io} of the host is thrown.
std::vector<GuestSystem> inspect(const std::vector<GuestVolume>& volumes,
                                 std::span<const Inspector> inspectors, Detail detail,
                                 const Log& log);

// The guests' mount points that are on volume `number`, each once. Here, for those who are told of
// systems that another process has inspected.
inline std::vector<std::string> mount_points_of(const std::vector<GuestSystem>& systems,
                                                std::size_t number) {
  std::vector<std::string> paths;
  for (const auto& system : systems)
    for (const auto& mount : system.mount_points)
      if (mount.volume == number &&
          std::find(paths.begin(), paths.end(), mount.path) == paths.end())
        paths.push_back(mount.path);
  return paths;
}

}  // namespace vixmount::guest
