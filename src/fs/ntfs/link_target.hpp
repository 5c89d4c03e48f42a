// Targets of links as Windows writes them, and as FileSystem::read_link gives them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vixmount::fs::ntfs {

struct LinkTarget {
  enum class Kind : std::uint8_t {
    relative,  // "../x": to the folder of the link
    rooted,    // "Windows/x": to the root of the volume that holds the link
    absolute,  // "/C:/Users/x", "/Volume{GUID}/x", "//server/share/x"
    posix,     // what a POSIX program of the guest wrote (WSL, NFS, Interix), unchanged
  };
  Kind kind = Kind::relative;
  std::string path;  // UTF-8, slashes

  // What read_link answers for a link that lies `depth` folders below the volume's root (0: in the
  // root itself).
  std::string posix_path(std::size_t depth) const;
};

// The deepest link whose rooted target is made relative; paths of Windows have at most 32767 units.
inline constexpr std::size_t kDeepestLink = 16384;

// `target`: "\??\C:\x", "\??\Volume{GUID}\x", "\??\UNC\server\share", "C:\x", "\\server\share",
// "\x", "..\x"; UTF-8 with backslashes. What is none of these is absolute with slashes: nothing is
// guessed. `relative`: what the link's flag says.
LinkTarget translate_target(std::string_view target, bool relative);

}  // namespace vixmount::fs::ntfs
