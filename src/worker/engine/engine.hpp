// All that the worker knows of one disk set: disks, volumes, file systems, guests. No processes and
// no sockets in here, so that tests and fuzzers run it in their own process. Calls come from one
// thread; the sources and file systems it hands out are safe from many, and must not outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "disk/opener.hpp"
#include "guest/guest_tree.hpp"
#include "guest/windows_links.hpp"
#include "worker/engine/walk.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

class Engine {
 public:
  // `opener` is used during open() only.
  Engine(disk::Opener& opener, Log log) : opener_(opener), log_(std::move(log)) {}

  // The keys of `request` are wiped before this returns.
  DiskSetDescription open(OpenDisks request);
  const std::vector<guest::GuestSystem>& systems();

  FindPath::Result find(const FindPath& request);
  void start_walk(const StartWalk& request);
  NextBatch::Result next_batch();
  ReadXattrs::Result xattrs(const Location& location);
  ListStreams::Result streams(const Location& location);
  MapContent::Result map_content(const MapContent& request);
  ReadContent::Result read_content(const ReadContent& request);
  Statistics::Result statistics(std::uint32_t volume);

  // Opened at the first call. Error{unsupported} or Error{damaged} says why a volume cannot be
  // mounted, Error{not_found} that there is no such volume. 0: the default system's whole tree.
  fs::FileSystemPtr file_system(std::uint32_t volume);

 private:
  struct OpenVolume {
    volume::Volume volume;
    fs::Identification identification;
    fs::FileSystemPtr file_system;  // set at first use
    std::optional<Error> failure;   // ... or why not, so that it is not tried again
    fs::FileSystemPtr view;         // the same, with links that can be followed in this volume
    fs::FileSystemPtr tree_view;    // ... and in the guest's whole tree
  };
  // The files of one system, across its volumes.
  struct SystemTree {
    guest::GuestTree tree;
    fs::FileSystemPtr file_system;  // the same, to be served; set at first use
  };

  OpenVolume& volume_at(std::uint32_t number);
  void add_volume(volume::Volume volume);
  const OpenVolume* first_locked() const;
  fs::FileSystemPtr plain_file_system(std::uint32_t number);
  std::vector<io::SourcePtr> siblings_of(const OpenVolume& open) const;
  fs::FileSystemPtr tree_view(std::uint32_t number);
  fs::FileSystemPtr make_view(std::uint32_t number, guest::WindowsLinks::Scope scope);
  guest::WindowsVolumesPtr windows_volumes_around(std::uint32_t number);
  std::vector<guest::GuestVolume> guest_volumes();
  const std::vector<guest::GuestSystem>& mounts_of_systems();
  std::optional<std::size_t> first_windows();
  // `system`: index in systems(); 0 where there is none.
  SystemTree& tree_of(std::size_t system);
  guest::GuestTree make_tree(const guest::GuestSystem& system);
  void add_mount(std::vector<guest::TreeMount>& mounts, std::string path, std::size_t volume,
                 std::string_view options = {});
  guest::TreeMount only_file_system();
  guest::TreeNode resolve(const FindPath& request);
  guest::TreeNode resolve_in_guests(std::string_view path, guest::LastLink last);
  guest::TreeNode resolve_in_only_volume(std::string_view path, guest::LastLink last);
  const io::ByteSource& content(const Location& location);

  disk::Opener& opener_;
  Log log_;
  std::vector<disk::Disk> disks_;
  std::vector<OpenVolume> volumes_;
  // Threads that serve a mount look for drive letters when they meet a link (windows_links.hpp):
  // over the file systems of volumes_ and systems_.
  std::recursive_mutex volumes_mutex_;
  std::optional<std::vector<guest::GuestSystem>> systems_;
  std::optional<std::vector<guest::GuestSystem>> mounts_of_systems_;
  std::map<std::size_t, SystemTree> trees_;
  std::optional<Walk> walk_;
  // The file that was mapped or read last: restores ask for one file many times.
  std::pair<Location, io::SourcePtr> last_content_;
};

}  // namespace vixmount::worker
