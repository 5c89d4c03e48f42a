#include "guest/linux/device_names.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::guest::linux_guest {
namespace {

using Fits = std::function<bool(const GuestVolume&)>;

constexpr std::uint64_t kMostDisks = 4096;  // no set is larger: positions beyond name nothing

std::string without_quotes(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  return std::string(text);
}

// udev writes bytes that do not fit a file name as \xNN.
std::string decode_udev(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text.substr(i).starts_with("\\x") && i + 3 < text.size()
                          ? parse_unsigned(text.substr(i + 2, 2), 16)
                          : std::nullopt;
    out.push_back(code ? static_cast<char>(*code) : text[i]);
    if (code) i += 3;
  }
  return out;
}

struct Specification {
  std::string_view tag;     // in fstab
  std::string_view folder;  // below /dev/disk, by udev
  bool (*fits)(const GuestVolume& volume, std::string_view value);
};

bool same_id(std::string_view a, std::string_view b) {
  return !a.empty() && equals_ignoring_ascii_case(a, b);
}

constexpr std::array<Specification, 4> kSpecifications = {{
    {"UUID=", "/dev/disk/by-uuid/",
     [](const GuestVolume& v, std::string_view id) { return same_id(v.identification.uuid, id); }},
    {"LABEL=", "/dev/disk/by-label/",
     [](const GuestVolume& v, std::string_view label) {
       return !label.empty() && v.identification.label == label;
     }},
    {"PARTUUID=", "/dev/disk/by-partuuid/",
     [](const GuestVolume& v, std::string_view id) {
       return v.volume != nullptr && same_id(v.volume->partition_uuid, id);
     }},
    {"PARTLABEL=", "/dev/disk/by-partlabel/",
     [](const GuestVolume& v, std::string_view label) {
       return v.volume != nullptr && !label.empty() && v.volume->partition_label == label;
     }},
}};

std::optional<Fits> by_specification(std::string_view device) {
  for (const auto& specification : kSpecifications) {
    std::string value;
    if (starts_with_ignoring_ascii_case(device, specification.tag))
      value = without_quotes(device.substr(specification.tag.size()));
    else if (device.starts_with(specification.folder))
      value = decode_udev(device.substr(specification.folder.size()));
    else
      continue;
    return [value, fits = specification.fits](const GuestVolume& v) { return fits(v, value); };
  }
  return std::nullopt;
}

Fits by_device_name(std::string_view device) {
  return [name = std::string(device)](const GuestVolume& v) {
    return v.volume != nullptr &&
           std::find(v.volume->device_names.begin(), v.volume->device_names.end(), name) !=
               v.volume->device_names.end();
  };
}

Fits by_position(const DevicePosition& position) {
  return [position](const GuestVolume& v) {
    return v.volume != nullptr && v.volume->disk == position.disk &&
           v.volume->partition_number == position.partition;
  };
}

// Members of one file system are one place, by whichever name it is called: its first member.
void add_file_system(std::vector<const GuestVolume*>& found,
                     const std::vector<GuestVolume>& volumes, const GuestVolume& member) {
  const auto* first = &member;
  for (const auto& volume : volumes)
    if (member.first_member != 0 && volume.number == member.first_member) first = &volume;
  if (std::find(found.begin(), found.end(), first) == found.end()) found.push_back(first);
}

// The volumes that fit, those on the asking volume's disk first.
std::vector<const GuestVolume*> matches(const std::vector<GuestVolume>& volumes,
                                        const GuestVolume& asking, const Fits& fits) {
  std::vector<const GuestVolume*> found;
  for (const auto& volume : volumes)
    if (fits(volume)) add_file_system(found, volumes, volume);
  std::stable_partition(found.begin(), found.end(), [&](const GuestVolume* volume) {
    return volume->volume != nullptr && asking.volume != nullptr && asking.volume->disk &&
           volume->volume->disk == asking.volume->disk;
  });
  return found;
}

// ext3 is mounted as ext4, fuseblk is what a table may say for ntfs: a family is enough.
bool types_agree(std::string_view wanted, std::string_view found) {
  if (wanted.empty() || wanted == "auto" || found.empty()) return true;
  const auto family = [](std::string_view type) -> std::string_view {
    if (type.starts_with("ext")) return "ext";
    if (type.starts_with("ntfs") || type == "fuseblk") return "ntfs";
    if (type == "msdos" || type.starts_with("fat")) return "vfat";
    return type;
  };
  return family(wanted) == family(found);
}

// Letters as Linux counts disks: a..z, aa, ab ...
std::optional<std::size_t> take_letters(std::string_view& text) {
  std::uint64_t number = 0;
  std::size_t count = 0;
  while (count < text.size() && text[count] >= 'a' && text[count] <= 'z') {
    number = number * 26 + static_cast<std::uint64_t>(text[count++] - 'a') + 1;
    if (number > kMostDisks) return std::nullopt;
  }
  if (count == 0) return std::nullopt;
  text.remove_prefix(count);
  return number - 1;
}

std::optional<std::uint32_t> take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_unsigned(text.substr(0, end));
  if (!number || *number > kMostDisks) return std::nullopt;
  text.remove_prefix(end);
  return static_cast<std::uint32_t>(*number);
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "nvme0n1p2" and "mmcblk0p2": the partition stands behind a "p".
std::optional<DevicePosition> with_partition_letter(std::string_view rest, std::size_t disk) {
  if (rest.empty()) return DevicePosition{disk, 0};
  if (!take(rest, "p")) return std::nullopt;
  const auto partition = take_number(rest);
  if (!partition || *partition == 0 || !rest.empty()) return std::nullopt;
  return DevicePosition{disk, *partition};
}

// "sd" of /dev/sda1, "nv" of /dev/nvme0n1: what is counted by itself.
std::string_view kind_of(std::string_view device) {
  constexpr std::size_t kFolder = 5;  // "/dev/"
  return device.substr(std::min(kFolder, device.size()), 2);
}

std::size_t count_disks(const std::vector<GuestVolume>& volumes) {
  std::size_t count = 0;
  for (const auto& volume : volumes)
    if (volume.volume != nullptr && volume.volume->disk)
      count = std::max<std::size_t>(count, *volume.volume->disk + 1);
  return count;
}

// The disk of the set that the guest means by a position; nothing where that cannot be known.
std::optional<std::size_t> disk_meant(const std::vector<GuestVolume>& volumes,
                                      const GuestVolume& root, std::string_view root_device,
                                      std::string_view device, const DevicePosition& position) {
  const auto root_position = parse_device_position(root_device);
  const bool root_tells = root_position && root.volume != nullptr && root.volume->disk &&
                          root.volume->partition_number == root_position->partition;
  if (!root_tells) return position.disk;
  const std::size_t root_disk = *root.volume->disk;
  const bool same_kind = kind_of(device) == kind_of(root_device);
  if (same_kind && position.disk == root_position->disk) return root_disk;
  if (same_kind && root_position->disk == root_disk) return position.disk;  // the guest's order
  constexpr std::size_t kTwo = 2;
  if (count_disks(volumes) == kTwo && position.disk < kTwo) return 1 - root_disk;
  return std::nullopt;
}

}  // namespace

std::optional<DevicePosition> parse_device_position(std::string_view device) {
  if (!take(device, "/dev/")) return std::nullopt;
  if (take(device, "nvme")) {
    // One controller with many namespaces (VMware), or a controller a disk: both count from 0.
    const auto controller = take_number(device);
    if (!controller || !take(device, "n")) return std::nullopt;
    const auto name_space = take_number(device);
    if (!name_space || *name_space == 0) return std::nullopt;
    return with_partition_letter(device, std::size_t{*controller} + *name_space - 1);
  }
  if (take(device, "mmcblk")) {
    const auto disk = take_number(device);
    return disk ? with_partition_letter(device, *disk) : std::nullopt;
  }
  if (!take(device, "sd") && !take(device, "vd") && !take(device, "hd") && !take(device, "xvd"))
    return std::nullopt;
  const auto disk = take_letters(device);
  if (!disk) return std::nullopt;
  if (device.empty()) return DevicePosition{*disk, 0};
  const auto partition = take_number(device);
  if (!partition || *partition == 0 || !device.empty()) return std::nullopt;
  return DevicePosition{*disk, *partition};
}

DeviceMatch find_device(const std::vector<GuestVolume>& volumes, const GuestVolume& asking,
                        std::string_view device, std::string_view file_system,
                        std::string_view root_device) {
  const auto specification = by_specification(device);
  auto found = matches(volumes, asking, specification ? *specification : by_device_name(device));
  if (found.size() > 1)
    return {found.front(), fmt::format("{} fits {} volumes, volume {} is taken", printable(device),
                                       found.size(), found.front()->number)};
  if (found.size() == 1) return {found.front(), {}};
  auto position = parse_device_position(device);
  if (!position) return {};
  const auto disk = disk_meant(volumes, asking, root_device, device, *position);
  if (!disk)
    return {nullptr, fmt::format("which disk is {} cannot be told: the disks are not in the order "
                                 "in which the guest counts them",
                                 printable(device))};
  position->disk = *disk;
  found = matches(volumes, asking, by_position(*position));
  if (found.empty()) return {};
  const auto& type = found.front()->identification.type;
  if (!types_agree(file_system, type))
    return {nullptr, fmt::format("{} would be volume {}, which is {} and not {}", printable(device),
                                 found.front()->number, printable(type), printable(file_system))};
  return {found.front(), {}};
}

}  // namespace vixmount::guest::linux_guest
