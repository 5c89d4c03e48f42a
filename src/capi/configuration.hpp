// The configuration file of VixDiskLib_InitEx and VixMntapi_Init.
//
// Lines of NAME = "VALUE" or NAME = VALUE; # begins a comment. Names are compared without regard to
// case; unknown ones are ignored, and so are values that make no sense. The keys:
//
//   tmpDirectory                     folder for mounts
//   vixDiskLib.transport.LogLevel    0 ... 6, default 3: messages of libvixDiskLib
//   vixMntapi.cfg.LogLevel           0 ... 6, default 3: messages of libvixMntapi
//   vixmount.allowedFolders          folders, separated by colons, from which disks may pull in
//                                    extents and parents, beside the folders of the disks
//                                    themselves
//   vixmount.ignoreCidMismatch       1: open a chain although the content ids of a child and its
//                                    parent differ
//   vixmount.keyFile                 a file that lists keys of encrypted volumes, read anew for
//                                    each disk set that is opened (worker/client/key_source.hpp)
//   vixmount.subvolume               PATH or UUID:PATH: the subvolume of a Btrfs that its volume
//                                    shows, instead of the default one; from the top level, which
//                                    itself is "/", or "id:N". Without the UUID of a file system:
//                                    of each Btrfs. May be given several times; the first that
//                                    fits counts
//   vixmount.allowOther              1: other users may use the mounts (FUSE's allow_other)
//   vixmount.uid, vixmount.gid       numbers: everything in the mounts belongs to them
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capi/client_log.hpp"

namespace vixmount::capi {

struct Configuration {
  std::string temporary_folder;  // empty: not given
  int disk_log_level = kInformationLevel;
  int mount_log_level = kInformationLevel;
  std::vector<std::string> allowed_folders;
  std::string key_file;  // empty: not given
  struct Subvolume {
    std::string uuid;  // of a file system; empty: any
    std::string name;  // as fs::open_subvolume takes it
  };
  std::vector<Subvolume> subvolumes;
  bool ignore_id_mismatch = false;
  bool allow_other = false;
  std::optional<std::uint32_t> owner, group;
};

// The settings of a file's text.
Configuration parse_configuration(std::string_view text);

// The settings of the file `path`, or nothing when it cannot be read (never an error for a client);
// `remark` then says why. Files above 1 MiB are not read: the real ones have some lines.
std::optional<Configuration> read_configuration(const std::string& path, std::string& remark);

}  // namespace vixmount::capi
