#include "guest/windows/system.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace vixmount::guest::windows {
namespace {

std::optional<Key> current_control_set(const Key& system) {
  constexpr std::uint64_t kMostControlSets = 999;  // their names have three digits
  if (const auto select = system.child("Select"))
    for (const auto name : {"Current", "Default", "LastKnownGood"})
      if (const auto number = select->number(name); number && *number <= kMostControlSets)
        if (auto set = system.child(fmt::format("ControlSet{:03}", *number))) return set;
  return system.child("ControlSet001");
}

std::string text_at(const Key& key, std::string_view path, std::string_view name) {
  const auto found = key.at(path);
  return found ? found->text(name).value_or("") : "";
}

std::string read_hostname(const Key& control_set) {
  // "NV Hostname" outlasts a restart, "Hostname" is the running one; the NetBIOS name is cut and in
  // capitals.
  for (const auto name : {"NV Hostname", "Hostname"})
    if (auto text = text_at(control_set, "Services\\Tcpip\\Parameters", name); !text.empty())
      return text;
  return text_at(control_set, "Control\\ComputerName\\ComputerName", "ComputerName");
}

std::string read_time_zone(const Key& control_set) {
  constexpr std::string_view kPath = "Control\\TimeZoneInformation";
  auto name = text_at(control_set, kPath, "TimeZoneKeyName");  // since Vista
  return name.empty() ? text_at(control_set, kPath, "StandardName") : name;
}

}  // namespace

std::optional<Machine> read_machine(const Key& system) {
  const auto set = current_control_set(system);
  if (!set) return std::nullopt;
  Machine machine;
  machine.hostname = read_hostname(*set);
  machine.architecture =
      text_at(*set, "Control\\Session Manager\\Environment", "PROCESSOR_ARCHITECTURE");
  machine.time_zone = read_time_zone(*set);
  if (const auto options = set->at("Control\\ProductOptions")) {
    machine.product_type = options->text("ProductType").value_or("");
    if (const auto suites = options->value("ProductSuite")) machine.suites = suites->as_texts();
  }
  return machine;
}

std::vector<MountedDevice> read_mounted_devices(const Key& system) {
  std::vector<MountedDevice> devices;
  const auto key = system.child("MountedDevices");
  if (!key) return devices;
  auto names = key->value_names();
  names.resize(std::min(names.size(), kMostMountedDevices));
  for (const auto& name : names) {
    const auto device_name = parse_device_name(name);
    if (!device_name) continue;
    if (const auto value = key->value(name))
      devices.push_back({*device_name, parse_device_id(BytesView(value->data))});
  }
  return devices;
}

}  // namespace vixmount::guest::windows
