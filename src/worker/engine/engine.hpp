// All that the worker knows of one disk set: disks, volumes, file systems, guests. No processes and
// no sockets in here, so that tests and fuzzers run it in their own process. Calls come from one
// thread; the sources and file systems it hands out are safe from many, and must not outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "disk/opener.hpp"
#include "worker/engine/guest_paths.hpp"
#include "worker/engine/volume_table.hpp"
#include "worker/engine/walk.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

class Engine {
 public:
  // `opener` is used during open() only.
  Engine(disk::Opener& opener, Log log)
      : opener_(opener),
        log_(std::move(log)),
        volumes_([this](std::uint32_t volume) { return guests_.windows_around(volume); }, log_),
        guests_(volumes_, log_) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // The keys of `request` are wiped before this returns.
  DiskSetDescription open(OpenDisks request);
  const std::vector<guest::GuestSystem>& systems() { return guests_.systems(); }

  FindPath::Result find(const FindPath& request);
  void start_walk(const StartWalk& request);
  NextBatch::Result next_batch();
  ReadXattrs::Result xattrs(const Location& location);
  ListStreams::Result streams(const Location& location);
  MapContent::Result map_content(const MapContent& request);
  ReadContent::Result read_content(const ReadContent& request);
  Statistics::Result statistics(std::uint32_t volume);
  ListSubvolumes::Result subvolumes(std::uint32_t volume);

  // Opened at the first call. Error{unsupported} or Error{damaged} says why a volume cannot be
  // mounted, Error{not_found} that there is no such volume. 0: the default system's whole tree.
  fs::FileSystemPtr file_system(std::uint32_t volume);

 private:
  const io::ByteSource& content(const Location& location);

  disk::Opener& opener_;
  Log log_;
  std::vector<disk::Disk> disks_;
  VolumeTable volumes_;
  GuestPaths guests_;
  std::optional<Walk> walk_;
  // The file that was mapped or read last: restores ask for one file many times.
  std::pair<Location, io::SourcePtr> last_content_;
};

}  // namespace vixmount::worker
