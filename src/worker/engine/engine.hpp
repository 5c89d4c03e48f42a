// All that the worker knows of one disk set: disks, volumes, file systems, guests. No processes and
// no sockets in here, so that tests and fuzzers run it in their own process. Calls come from one
// thread; the sources and file systems it hands out are safe from many.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "disk/opener.hpp"
#include "guest/guest_tree.hpp"
#include "worker/engine/walk.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

class Engine {
 public:
  // `opener` is used during open() only.
  Engine(disk::Opener& opener, Log log) : opener_(opener), log_(std::move(log)) {}

  DiskSetDescription open(const OpenDisks& request);
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
  };

  OpenVolume& volume_at(std::uint32_t number);
  void add_volume(volume::Volume volume);
  std::vector<guest::GuestVolume> guest_volumes();
  const guest::GuestTree& guest_tree();
  guest::TreeMount only_file_system();
  const io::ByteSource& content(const Location& location);

  disk::Opener& opener_;
  Log log_;
  std::vector<disk::Disk> disks_;
  std::vector<OpenVolume> volumes_;
  std::optional<std::vector<guest::GuestSystem>> systems_;
  std::optional<guest::GuestTree> tree_;  // of the default system
  fs::FileSystemPtr tree_file_system_;    // the same, to be served
  std::optional<Walk> walk_;
  // The file that was mapped or read last: restores ask for one file many times.
  std::pair<Location, io::SourcePtr> last_content_;
};

}  // namespace vixmount::worker
