// What the SYSTEM hive tells: the machine's name, its processor, what kind of product it is, and
// the drives that the mount manager knows.
#pragma once

#include <string>
#include <vector>

#include "guest/windows/hive.hpp"
#include "guest/windows/mounted_devices.hpp"

namespace vixmount::guest::windows {

// Empty: not told.
struct Machine {
  std::string hostname;             // of TCP/IP, else the computer name
  std::string architecture;         // PROCESSOR_ARCHITECTURE: "AMD64", "x86", "ARM64"
  std::string product_type;         // "WinNT", "ServerNT", "LanmanNT" (a domain controller)
  std::vector<std::string> suites;  // ProductSuite: "Enterprise", "Personal" ...
  std::string time_zone;            // "W. Europe Standard Time"

  bool is_server() const noexcept { return !product_type.empty() && product_type != "WinNT"; }
};

// Of the control set that was in use last. Nothing when there is none. Error{damaged}.
std::optional<Machine> read_machine(const Key& system);

// Bound against a hostile hive; a machine has some dozens.
inline constexpr std::size_t kMostMountedDevices = 4096;

// All letters and volume names of MountedDevices; empty when the key is not there (before Windows
// 2000, and on a fresh image). Entries of other kinds are left out. Error{damaged}.
std::vector<MountedDevice> read_mounted_devices(const Key& system);

}  // namespace vixmount::guest::windows
