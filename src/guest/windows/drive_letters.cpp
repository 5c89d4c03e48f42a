#include "guest/windows/drive_letters.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::guest::windows {
namespace {

// Names of volumes that are kept; a volume has one or two.
constexpr std::size_t kMostNames = 128;

// "SIGNATURE-NN", as volume::Volume has it for MBR partitions.
bool fits(const volume::Volume& volume, const MbrDevice& device) {
  if (volume.type != volume::VolumeType::mbr_partition || volume.offset != device.offset)
    return false;
  const std::string_view id = volume.partition_uuid;
  return parse_unsigned(id.substr(0, id.find('-')), 16) == device.signature;
}

// The first three fields with their bytes turned around.
Guid in_other_byte_order(Guid guid) {
  std::reverse(guid.bytes.begin(), guid.bytes.begin() + 4);
  std::reverse(guid.bytes.begin() + 4, guid.bytes.begin() + 6);
  std::reverse(guid.bytes.begin() + 6, guid.bytes.begin() + 8);
  return guid;
}

bool fits(const volume::Volume& volume, const GuidDevice& device) {
  if (volume.type != volume::VolumeType::dynamic)
    return Guid::parse(volume.partition_uuid) == device.guid;
  // The logical disk manager keeps its GUIDs big endian, and no description tells in which order
  // the registry has them. 128 bits that fit in one order are no accident.
  const auto id = Guid::parse(volume.uuid);
  return id && (*id == device.guid || *id == in_other_byte_order(device.guid));
}

bool fits(const volume::Volume&, const OtherDevice&) { return false; }

std::string describe(const MbrDevice& device) {
  return fmt::format("the partition at byte {} of a disk with signature {:08x}", device.offset,
                     device.signature);
}

std::string describe(const GuidDevice& device) {
  return fmt::format("a partition or dynamic volume {}", device.guid.to_string());
}

std::string describe(const OtherDevice& device) { return "the device " + device.name; }

class DriveFinder {
 public:
  DriveFinder(const std::vector<GuestVolume>& volumes, const GuestVolume& root,
              std::vector<std::string>& remarks)
      : volumes_(volumes), root_(root), remarks_(remarks) {}

  bool names_one_letter_of_root(const std::vector<MountedDevice>& devices) {
    for (const auto& device : devices) add(device);
    return std::count_if(drives_.letters.begin(), drives_.letters.end(),
                         [&](const MountPoint& mount) { return mount.volume == root_.number; }) ==
           1;
  }

  Drives find(const std::vector<MountedDevice>& devices, std::string_view system_root) {
    for (const auto& device : devices) add(device);
    ensure_system_letter(system_root);
    std::sort(drives_.letters.begin(), drives_.letters.end(),
              [&](const MountPoint& a, const MountPoint& b) {
                const bool a_is_system = a.volume == root_.number;
                const bool b_is_system = b.volume == root_.number;
                return a_is_system != b_is_system ? a_is_system : a.path < b.path;
              });
    std::sort(drives_.names.begin(), drives_.names.end(),
              [](const VolumeName& a, const VolumeName& b) { return a.name < b.name; });
    prefer_letter_of(system_root);
    return std::move(drives_);
  }

 private:
  void add(const MountedDevice& device) {
    const auto* const volume = find_volume(device);
    if (volume == nullptr) return;
    if (device.is_letter())
      add_letter(device.name + "\\", *volume);
    else if (drives_.names.size() < kMostNames)
      drives_.names.push_back({device.name, volume->number});
  }

  // A value of that name is there once, unless the hive is damaged: then the first counts.
  void add_letter(std::string path, const GuestVolume& volume) {
    const auto is_taken = [&](const MountPoint& mount) { return mount.path == path; };
    if (std::any_of(drives_.letters.begin(), drives_.letters.end(), is_taken)) return;
    drives_.letters.push_back({std::move(path), volume.number, volume.identification.type, {}});
  }

  const GuestVolume* find_volume(const MountedDevice& device) {
    const GuestVolume* found = nullptr;
    for (const auto& volume : volumes_) {
      const bool is_it =
          std::visit([&](const auto& id) { return fits(*volume.volume, id); }, device.device);
      if (!is_it) continue;
      if (found != nullptr) {
        remarks_.push_back(fmt::format("{}: volumes {} and {} are both {}; none is taken for it",
                                       device.name, found->number, volume.number,
                                       describe_device(device)));
        return nullptr;
      }
      found = &volume;
    }
    // Old names of volumes that once were attached are of no use to anyone.
    if (found == nullptr && device.is_letter())
      remarks_.push_back(
          fmt::format("{} is {}, which is not here", device.name, describe_device(device)));
    return found;
  }

  static std::string describe_device(const MountedDevice& device) {
    return std::visit([](const auto& id) { return describe(id); }, device.device);
  }

  bool has_letter(std::size_t volume) const {
    return std::any_of(drives_.letters.begin(), drives_.letters.end(),
                       [&](const MountPoint& mount) { return mount.volume == volume; });
  }

  static std::optional<std::string> letter_of(std::string_view system_root) {
    if (system_root.size() < 2 || system_root[1] != ':') return std::nullopt;
    const char upper = static_cast<char>(system_root[0] & ~0x20);
    if (upper < 'A' || upper > 'Z') return std::nullopt;
    return std::string{upper, ':', '\\'};
  }

  void ensure_system_letter(std::string_view system_root) {
    if (has_letter(root_.number)) return;
    const auto letter = letter_of(system_root);
    const auto path = letter.value_or("C:\\");
    remarks_.push_back(
        fmt::format("MountedDevices names no drive for volume {}, where this system "
                    "lives; it is {} {}",
                    root_.number, path.substr(0, 2),
                    letter ? "by SystemRoot" : "by custom, as nothing else tells"));
    std::erase_if(drives_.letters, [&](const MountPoint& mount) {
      if (mount.path != path) return false;
      remarks_.push_back(
          fmt::format("MountedDevices gives {} to volume {}, which has no letter now",
                      path.substr(0, 2), mount.volume));
      return true;
    });
    add_letter(path, root_);
  }

  // Of several letters of the system's volume the one that the system itself uses stands first.
  void prefer_letter_of(std::string_view system_root) {
    const auto letter = letter_of(system_root);
    if (!letter) return;
    const auto found =
        std::find_if(drives_.letters.begin(), drives_.letters.end(), [&](const MountPoint& mount) {
          return mount.volume == root_.number && mount.path == *letter;
        });
    if (found != drives_.letters.end())
      std::rotate(drives_.letters.begin(), found, found + 1);
    else
      remarks_.push_back(fmt::format("SystemRoot is {}, MountedDevices calls the volume {}",
                                     printable(system_root),
                                     drives_.letters.front().path.substr(0, 2)));
  }

  const std::vector<GuestVolume>& volumes_;
  const GuestVolume& root_;
  std::vector<std::string>& remarks_;
  Drives drives_;
};

}  // namespace

Drives find_drives(const std::vector<GuestVolume>& volumes, const GuestVolume& root,
                   const std::vector<MountedDevice>& devices, std::string_view system_root,
                   std::vector<std::string>& remarks) {
  return DriveFinder(volumes, root, remarks).find(devices, system_root);
}

bool devices_name_system_drive(const std::vector<GuestVolume>& volumes, const GuestVolume& root,
                               const std::vector<MountedDevice>& devices) {
  std::vector<std::string> remarks;
  return DriveFinder(volumes, root, remarks).names_one_letter_of_root(devices);
}

}  // namespace vixmount::guest::windows
