// Paths of the guest, as the user writes them.
#pragma once

#include <string>
#include <string_view>

namespace vixmount::cli {

// Without doubled slashes and "." components, with "/" in front; a "/" at the end is dropped. A
// path with a drive letter, or that begins with a backslash, gets slashes: "C:\Users" is
// "/C:/Users".
std::string tidy_guest_path(std::string_view path);
// "FOLDER/NAME" with exactly one slash between; an empty `below` gives the folder itself.
std::string join_guest_path(std::string_view folder, std::string_view below);
// The last component; empty for the root.
std::string_view last_component(std::string_view path) noexcept;

}  // namespace vixmount::cli
