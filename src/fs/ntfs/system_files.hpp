// What the tree needs of the volume's system files beside the MFT, read once when it is opened.
#pragma once

#include <optional>
#include <string>

#include "fs/ntfs/mft.hpp"
#include "fs/ntfs/object_id.hpp"
#include "fs/ntfs/security.hpp"
#include "fs/shared/upcase.hpp"

namespace vixmount::fs::ntfs {

struct SystemFiles {
  UpcasePtr upcase;
  std::optional<SecurityDescriptors> security;  // NTFS 3.x
  std::optional<ObjectIds> object_ids;          // NTFS 3.x with $Extend\$ObjId
  std::string remark;                           // what is damaged and done without
};

// Damage is no error here: names are compared by the standard table then, and what $Secure or
// $ObjId would tell is missing. Error{io}.
SystemFiles open_system_files(const MftPtr& mft, unsigned major_version);

}  // namespace vixmount::fs::ntfs
