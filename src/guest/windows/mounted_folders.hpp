// Folders in which Windows shows another volume ("C:\Data"): reparse points whose target is a
// volume's name.
#pragma once

#include <string>
#include <vector>

#include "guest/inspection.hpp"
#include "guest/windows/drive_letters.hpp"

namespace vixmount::guest::windows {

// Where the search ends: folders of the root and one level below, and so many entries of a volume.
// Deeper ones are found when a path leads through them; only this list does not name them.
inline constexpr std::size_t kMostSearchedEntries = 20000;

// The mount points "C:\Data\" on all volumes with a letter. A volume whose mount manager database
// ("System Volume Information\MountPointManagerRemoteDatabase") is there and empty holds none and
// is not searched. What cannot be read is left out, with a remark for each volume. Error{io} is
// thrown.
std::vector<MountPoint> find_mounted_folders(const std::vector<GuestVolume>& volumes,
                                             const Drives& drives,
                                             std::vector<std::string>& remarks);

}  // namespace vixmount::guest::windows
