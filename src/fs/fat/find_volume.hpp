// The volume that the first sector describes, or the backup boot sector of FAT32 where the first is
// damaged.
#pragma once

#include <optional>
#include <string>

#include "fs/fat/volume.hpp"

namespace vixmount::fs::fat {

struct FoundVolume {
  Volume volume;
  std::string remark;  // empty for the first sector; else why and which copy was taken
};

// By the first sector alone. Error{damaged}, Error{unsupported_version}, Error{io}.
Volume read_first(const io::SourcePtr& source);

// By the backup alone, where it names its own place, the table begins as it says and the root
// directory can be read: what a later file system left of a FAT32 has lost one of these. Nothing
// else; Error{io} when the volume cannot be read.
std::optional<Volume> read_by_backup(const io::SourcePtr& source);

// The first sector where the table begins as it says, else the backup, else what read_first()
// gives.
FoundVolume find_volume(const io::SourcePtr& source);

}  // namespace vixmount::fs::fat
