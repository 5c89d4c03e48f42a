#include <algorithm>
#include <string>
#include <string_view>

#include "cli/commands.hpp"
#include "mount/host_mount.hpp"
#include "mount/mount_table.hpp"

namespace vixmount::cli {
namespace {

constexpr std::string_view kFileSystemType = "fuse.vixmount";

// Error unless the mount at `place` (the uppermost, where several cover each other) is ours.
void require_own_mount(const std::string& place) {
  const auto table = mount::read_mount_table();
  const auto found = std::find_if(table.rbegin(), table.rend(),
                                  [&](const auto& entry) { return entry.path == place; });
  if (found == table.rend()) fail(ErrorKind::not_mounted, "{} is not a mount point", place);
  if (found->type != kFileSystemType)
    fail(ErrorKind::access_denied, "{} was not mounted by vixmount; use umount(8) or fusermount3",
         place);
}

}  // namespace

ExitCode run_umount(Context& context) {
  const auto place = mount::mount_path_of(context.arguments.destination);
  require_own_mount(place);
  mount::unmount(
      place, context.arguments.unmount.lazy ? mount::Unmount::detached : mount::Unmount::normal);
  return ExitCode::success;
}

}  // namespace vixmount::cli
