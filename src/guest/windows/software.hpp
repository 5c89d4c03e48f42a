// What the SOFTWARE hive tells of a Windows: product and version
// (Microsoft\Windows NT\CurrentVersion).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "guest/windows/hive.hpp"

namespace vixmount::guest::windows {

// Empty and 0: not told. All text as the hive has it.
struct Product {
  std::string name;               // ProductName: "Windows 10 Pro", also on Windows 11
  std::string edition;            // EditionID: "Professional"; since Vista
  std::string installation_type;  // "Client", "Server", "Server Core"; since Windows 7
  std::uint32_t major = 0;        // 10 since Windows 10, else as CurrentVersion has it
  std::uint32_t minor = 0;
  std::uint32_t build = 0;
  std::optional<std::uint32_t> update_revision;  // UBR: 3007 of 22631.3007; since Windows 8.1
  std::string display_version;                   // "23H2"; before that ReleaseId: "1809"
  std::string service_pack;                      // "Service Pack 1"
  std::optional<std::int64_t> install_date;      // seconds since 1970
  std::string system_root;                       // "C:\Windows"
  std::string machine_guid;                      // of Microsoft\Cryptography
};

// Nothing when the key that names the product is not there. Error{damaged}.
std::optional<Product> read_product(const Key& software);

}  // namespace vixmount::guest::windows
