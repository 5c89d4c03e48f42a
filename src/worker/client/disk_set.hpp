// The library's and the command's view of an open disk set: one worker process, spoken to over a
// socket pair. Nothing that a disk holds is parsed on this side of the wall.
//
// Every call throws Error; Error{worker_lost} when the worker has ended (the calls after it too;
// the mounts are gone by then). All members may be called from any thread; calls on one set are
// serialised.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "disk/path_policy.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

// What all keys of a set may take together. The largest key files that cryptsetup reads have 8 MiB.
constexpr std::size_t kMostKeyBytes = 32UL << 20;

struct DiskSetOptions {
  std::vector<DiskRequest> disks;  // in any order; volumes are counted in this order
  disk::PathPolicy policy;
  std::vector<SubvolumeChoice> subvolumes;
  std::vector<volume::Key> keys;  // wiped when the set is open; kMostKeyBytes in all
  // Folder under which mount points are made; empty: a folder of the user's own below
  // $XDG_RUNTIME_DIR, /run (root) or /tmp.
  std::string mount_folder;
  // False: nothing will be mounted, which is half the work of starting. The set must then be opened
  // by a thread that lives as long as it does (the kernel ends the worker with that thread).
  bool mounts = true;
  Log log;
};

struct MountOptions {
  std::string mount_point;  // an existing empty folder; empty: one is made, and removed at dismount
  bool allow_other = false;
  ServeOptions serve;
};

class DiskSet {
 public:
  static std::unique_ptr<DiskSet> open(DiskSetOptions options);
  ~DiskSet();  // dismounts all (lazily where files are open) and ends the worker
  DiskSet(const DiskSet&) = delete;
  DiskSet& operator=(const DiskSet&) = delete;

  const DiskSetDescription& description() const noexcept;
  // Error{not_found} when there is no volume of that number.
  const VolumeDescription& volume(std::uint32_t number) const;

  // Inspected at the first call, then remembered. The default system first; empty when none was
  // found.
  const std::vector<guest::GuestSystem>& systems();

  // ---- mounts ----
  // Volume 0 is the guest's whole tree: the default system's root with its other volumes below.
  // Returns the path below which the files are, usable at once. Error{mounted} when it is already;
  // Error{unsupported}, Error{damaged}, Error{mount_failed}.
  std::string mount(std::uint32_t volume, const MountOptions& options);
  // Error{not_mounted}; Error{busy} when files are open and `force` is not set.
  void dismount(std::uint32_t volume, bool force);
  // Where a volume is mounted, or nothing.
  std::optional<std::string> mount_point(std::uint32_t volume) const;
  // Blocks until the worker has ended (for the foreground of `vixmount mount`); returns early when
  // `stop_fd` becomes readable. True: the worker has ended.
  bool wait_for_end(int stop_fd) const;

  // The subvolumes of a volume's file system; none where its kind has none.
  std::vector<fs::SubvolumeEntry> subvolumes(std::uint32_t volume);

  // ---- files, for the command ----
  // `volume` 0: a guest path across the default system's mount points.
  Entry find(std::uint32_t volume, const std::string& path, bool follow_last_link = true);
  // Calls `visit` for each entry below `start` (each folder before what it holds, siblings by
  // name). `visit` may call other members, but not walk. `guest_path` not empty: cross the guest's
  // mount points.
  void walk(const Location& start, const std::string& guest_path, bool recursive,
            const std::function<void(const Entry&)>& visit);
  std::vector<Xattr> xattrs(const Location& location);
  // The further contents of a file or folder; their locations go to map() and read().
  std::vector<Stream> streams(const Location& location);
  // Calls `visit(offset, extent)` over the whole content; returns the file's size.
  std::uint64_t map(const Location& location,
                    const std::function<void(std::uint64_t, const ContentExtent&)>& visit);
  // Content that only the worker can produce; any length.
  std::string read(const Location& location, std::uint64_t offset, std::uint32_t length);
  // The host file an extent lies in; valid as long as this object.
  const io::HostFile& host_file(std::uint32_t id) const;
  Statistics::Result statistics(std::uint32_t volume);

 private:
  class Impl;
  explicit DiskSet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vixmount::worker
