// The volumes of one disk set with the file systems on them, as the worker knows them.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "fs/members.hpp"
#include "guest/windows_links.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

// Filled once by one thread. Then all members may be called from any thread: those that serve a
// mount look for drive letters, and so for file systems, when they meet a link (windows_links.hpp).
class VolumeTable {
 public:
  // `windows_around`: the letters of the Windows that knows a volume; asked while a link is read,
  // with no lock of this object held.
  using WindowsAround = std::function<guest::WindowsVolumesPtr(std::uint32_t volume)>;

  struct OpenVolume {
    volume::Volume volume;
    fs::Identification identification;
    // The first volume that holds a part of the same file system; this one's own number mostly.
    std::uint32_t first_member = 0;
    fs::FileSystemPtr file_system;  // set at first use
    std::optional<Error> failure;   // ... or why not, so that it is not tried again
    fs::FileSystemPtr view;         // the same, with links that can be followed in this volume
    fs::FileSystemPtr tree_view;    // ... and in the guest's whole tree
  };

  VolumeTable(WindowsAround windows_around, Log log)
      : windows_around_(std::move(windows_around)), log_(std::move(log)) {}

  // `choices`: which subvolumes alone() shows. A file system over several volumes of which some are
  // missing changes the health of those that are here, in the layers too.
  void fill(volume::Resolution& resolution, std::vector<SubvolumeChoice> choices);
  std::vector<VolumeDescription> describe() const;

  std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(volumes_.size()); }
  // `number`: 1 ... count().
  const OpenVolume& operator[](std::uint32_t number) const { return volumes_[number - 1]; }
  // Null when there is none.
  const OpenVolume* first_locked() const;

  // What follows opens the file system at the first call. Error{unsupported} or Error{damaged} says
  // why a volume cannot be mounted, Error{not_found} that there is no such volume.

  // As it is.
  fs::FileSystemPtr plain(std::uint32_t number);
  // As it is mounted alone: the subvolume that was chosen, and links that lead inside the volume.
  fs::FileSystemPtr alone(std::uint32_t number);
  // As a part of the guest's whole tree.
  fs::FileSystemPtr in_tree(std::uint32_t number);

 private:
  OpenVolume& at(std::uint32_t number);
  void add(volume::Volume volume);
  void find_members();
  void check_members(OpenVolume& open);
  std::vector<io::SourcePtr> siblings_of(const OpenVolume& open) const;
  fs::FileSystemPtr make_view(std::uint32_t number, guest::WindowsLinks::Scope scope);
  fs::FileSystemPtr chosen_subvolume(const OpenVolume& open, std::uint32_t number,
                                     fs::FileSystemPtr files) const;

  WindowsAround windows_around_;
  Log log_;
  std::vector<SubvolumeChoice> choices_;
  std::vector<OpenVolume> volumes_;
  std::recursive_mutex mutex_;  // guards the file systems of volumes_
};

}  // namespace vixmount::worker
