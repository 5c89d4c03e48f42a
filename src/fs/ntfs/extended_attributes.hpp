// The attribute $EA: extended attributes of OS/2 and of WSL. Facts: Microsoft, [MS-FSCC]
// FILE_FULL_EA_INFORMATION; WSL's names: Microsoft, "File permissions for WSL".
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "fs/ntfs/reparse_point.hpp"

namespace vixmount::fs::ntfs {

inline constexpr std::size_t kMostEaBytes = 65536;  // the limit of Windows for all of a file's

struct ExtendedAttribute {
  std::string_view name;  // ASCII capitals; borrowed
  BytesView value;
  bool needed = false;  // a program that does not know it should not open the file
};

// Until `visit` returns false. Error{damaged}: an entry that runs over the end.
void for_each_extended_attribute(BytesView value,
                                 const std::function<bool(const ExtendedAttribute&)>& visit);

// What WSL keeps of POSIX in the attributes $LXUID, $LXGID, $LXMOD and $LXDEV.
struct WslMetadata {
  std::optional<std::uint32_t> owner;
  std::optional<std::uint32_t> group;
  std::optional<std::uint32_t> mode;  // st_mode
  std::optional<DeviceNumbers> device;
};
WslMetadata parse_wsl_metadata(BytesView value);

}  // namespace vixmount::fs::ntfs
