#include <algorithm>
#include <vector>

#include "cli/commands.hpp"
#include "cli/format.hpp"
#include "mount/host_mount.hpp"
#include "mount/mount_table.hpp"

namespace vixmount::cli {
namespace {

constexpr std::string_view kFileSystemType = "fuse.vixmount";

// The mount at `place` and those that `vixmount mount` made below it, innermost first. Mounts of
// others are never touched.
std::vector<std::string> mounts_at(const std::string& place) {
  std::vector<std::string> found;
  bool is_mount_point = false;
  for (const auto& entry : mount::read_mount_table()) {
    const bool is_at = entry.path == place;
    if (!is_at && !entry.path.starts_with(place + "/")) continue;
    if (is_at) is_mount_point = true;
    if (entry.type == kFileSystemType) found.push_back(entry.path);
  }
  if (!is_mount_point) fail(ErrorKind::not_mounted, "{} is not a mount point", place);
  if (std::find(found.begin(), found.end(), place) == found.end())
    fail(ErrorKind::access_denied, "{} was not mounted by vixmount; use umount(8) or fusermount3",
         place);
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace

ExitCode run_umount(Context& context) {
  const auto how =
      context.arguments.unmount.lazy ? mount::Unmount::detached : mount::Unmount::normal;
  for (const auto& path : mounts_at(mount::mount_path_of(context.arguments.destination))) {
    context.log.debug("unmounting {}", path);
    mount::unmount(path, how);
  }
  return ExitCode::success;
}

}  // namespace vixmount::cli
