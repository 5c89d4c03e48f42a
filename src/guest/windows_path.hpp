// Paths as people write them for a Windows guest, and the form they have in the guest's tree:
// "C:\Users\anna" is "/C:/Users/anna". Pure text; no registry and no disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vixmount::guest {

// "C:", or "Volume{...}": a component that names a volume.
bool names_a_drive(std::string_view component) noexcept;
bool names_a_volume(std::string_view component) noexcept;

// A path that begins with a drive: "C:", "C:\x", "c:/x", "\\?\C:\x", "\\.\C:\x", "\??\C:\x",
// "\\?\Volume{GUID}\x". Nothing for others ("C:x" means a place that only a running program has).
// The letter becomes a capital; a separator at the end stays.
std::optional<std::string> parse_drive_path(std::string_view path);

// Any path of a Windows guest whose system drive is `system_drive` ("C:"): as above; "/C:/x" as it
// is; "\x" and "/x" lie on the system drive; "/" alone is above all drives.
std::string windows_tree_path(std::string_view path, std::string_view system_drive);

std::string with_slashes(std::string_view path);

}  // namespace vixmount::guest
