#include "guest/vm/disks.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::guest::vm {
namespace {

// In the order of ControllerKind.
constexpr std::array<std::string_view, 4> kControllerNames = {"scsi", "sata", "nvme", "ide"};
// Beyond every product's limit (4 controllers; 64 places on a pvscsi or NVMe controller).
constexpr std::uint64_t kHighestNumber = 255;

std::optional<std::uint32_t> parse_number(std::string_view text) {
  const auto number = parse_unsigned(text);
  if (!number || *number > kHighestNumber || text.size() > 3) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

bool is_disk(const VirtualDisk& disk) {
  const auto type = to_lower_ascii(disk.device_type);
  if (type.find("cdrom") != std::string::npos || type == "scsi-passthru" || type == "atapi")
    return false;
  const auto name = to_lower_ascii(disk.file_name);
  // What stands for a drive with nothing in it, on ESXi and on the desktop.
  if (name.empty() || name == "emptybackingstring" || name == "auto detect") return false;
  return !type.empty() || !(name.ends_with(".iso") || name.ends_with(".flp"));
}

VirtualDisk read_disk(const Dictionary& configuration, const DiskAddress& address) {
  const auto prefix = address.to_string();
  const auto controller = prefix.substr(0, prefix.find(':'));
  VirtualDisk disk;
  disk.address = address;
  disk.file_name = configuration.value(prefix + ".fileName");
  disk.mode = configuration.value(prefix + ".mode");
  disk.device_type = configuration.value(prefix + ".deviceType");
  disk.present = configuration.boolean(prefix + ".present").value_or(true) &&
                 configuration.boolean(controller + ".present").value_or(true);
  return disk;
}

}  // namespace

std::optional<DiskAddress> DiskAddress::parse(std::string_view text) {
  for (std::size_t kind = 0; kind < kControllerNames.size(); ++kind) {
    if (!starts_with_ignoring_ascii_case(text, kControllerNames[kind])) continue;
    const auto numbers = split(text.substr(kControllerNames[kind].size()), ':');
    if (numbers.size() != 2) return std::nullopt;
    const auto bus = parse_number(numbers[0]);
    const auto unit = parse_number(numbers[1]);
    if (!bus || !unit) return std::nullopt;
    return DiskAddress{static_cast<ControllerKind>(kind), *bus, *unit};
  }
  return std::nullopt;
}

std::string DiskAddress::to_string() const {
  return fmt::format("{}{}:{}", kControllerNames[static_cast<std::size_t>(kind)], bus, unit);
}

bool VirtualDisk::is_independent() const {
  return starts_with_ignoring_ascii_case(mode, "independent");
}

std::vector<VirtualDisk> disks_of(const Dictionary& configuration) {
  constexpr std::string_view kProperty = ".filename";
  std::vector<VirtualDisk> disks;
  for (const auto& [name, entry] : configuration.entries()) {
    if (!name.ends_with(kProperty)) continue;
    const auto address =
        DiskAddress::parse(std::string_view(name).substr(0, name.size() - kProperty.size()));
    // "scsi00:0" is not the name that a product would look up.
    if (!address || name != address->to_string() + std::string(kProperty)) continue;
    auto disk = read_disk(configuration, *address);
    if (is_disk(disk)) disks.push_back(std::move(disk));
  }
  std::sort(disks.begin(), disks.end(),
            [](const VirtualDisk& a, const VirtualDisk& b) { return a.address < b.address; });
  return disks;
}

}  // namespace vixmount::guest::vm
