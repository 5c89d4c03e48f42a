// What library and worker say to each other. The library asks, the worker answers each request with
// its Result or a Failure; while it opens disks it asks back for files (OpenFile). All structs are
// plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "disk/disk.hpp"
#include "fs/file_system.hpp"
#include "fs/registry.hpp"
#include "fs/subvolume_view.hpp"
#include "guest/inspection.hpp"
#include "volume/volume.hpp"
#include "worker/protocol/archive.hpp"

namespace vixmount::worker {

// ---- values
// ----------------------------------------------------------------------------------------------

struct DiskRequest {
  std::string path;  // on the host
  disk::OpenOptions options;
  // The .vmx in which `path` was found, absolute; empty when the caller named the disk. What a .vmx
  // names must lie in its folder or in an allowed one.
  std::string referrer;
};

// A volume as the worker found it; volume::Volume without its source.
struct VolumeDescription {
  std::uint32_t number = 0;  // from 1, in the order of GetVolumeHandles
  volume::VolumeType type = volume::VolumeType::unknown;
  std::string scheme, name, layout;
  std::string scheme_uuid;  // volume::Volume::uuid
  volume::Health health;
  std::optional<std::uint64_t> disk;    // index in the set
  std::optional<std::uint64_t> offset;  // bytes, in that disk
  std::uint64_t size = 0;               // bytes
  std::uint32_t partition_number = 0;
  std::string type_code, type_name, partition_label, partition_uuid;
  std::vector<std::string> device_names;
  std::string drive_letter;
  fs::Identification identification;  // empty type: nothing recognised
  // The first volume that holds a part of the same file system (Btrfs over several), where that is
  // another one.
  std::optional<std::uint32_t> member_of;

  // The number under which the guest's mount points name the file system.
  std::uint32_t first_member() const noexcept { return member_of.value_or(number); }
};

// Which subvolume a volume shows that is mounted or read alone, instead of its default one.
struct SubvolumeChoice {
  std::uint32_t volume = 0;  // VolumeDescription::number; 0: see uuid
  std::string uuid;          // of a file system; empty: all that have subvolumes
  std::string subvolume;     // as fs::open_subvolume takes it: "@/.snapshots/1/snapshot", "id:5"
};

struct DiskSetDescription {
  std::vector<disk::DiskInfo> disks;
  std::vector<VolumeDescription> volumes;
  // The stack that leads to the volumes. check_description() makes sure that each layer stands
  // behind those it is on, and that the volumes it names exist.
  std::vector<volume::Layer> layers;
  std::vector<std::string> remarks;
};

// A node of one of the set's file systems.
struct Location {
  std::uint32_t volume = 0;  // VolumeDescription::number
  fs::NodeId node = 0;
  friend bool operator==(const Location&, const Location&) = default;
};

struct Entry {
  std::string path;  // below the place the walk began at; empty: that place itself
  Location location;
  fs::Attributes attributes;
  std::string link_target;  // symbolic links
  std::string error;  // not empty: this entry could not be read, attributes are unset; says why
};

struct Xattr {
  std::string name;
  std::string value;
  std::string error = {};  // not empty: the value could not be read; says why
};

// A content of a node beside its main one; it is mapped and read like a file's.
struct Stream {
  std::string name;
  Location location;
  std::uint64_t size = 0;  // bytes
};

// A run of a file's content. kind opaque: ask for it with ReadContent.
struct ContentExtent {
  std::uint64_t length = 0;  // bytes
  io::ExtentKind kind = io::ExtentKind::hole;
  std::uint32_t host_file = 0;  // data: the id the library gave the file
  std::uint64_t position = 0;   // data: bytes, in the host file
};

struct ServeOptions {
  std::optional<std::uint32_t> owner;  // everything appears to belong to this uid / gid
  std::optional<std::uint32_t> group;
};

// ---- requests and their results
// ----------------------------------------------------------------------------

struct OpenDisks {
  static constexpr std::uint32_t kType = 1;
  using Result = DiskSetDescription;
  std::vector<DiskRequest> disks;
  std::optional<LogLevel> log;  // events to send, from this level on; nothing: none
  // Wiped on both sides as soon as the disks are open.
  std::vector<volume::Key> keys;
  static constexpr bool kHoldsSecrets = true;
  std::vector<SubvolumeChoice> subvolumes;  // the first that means a volume counts
};

struct InspectGuests {
  static constexpr std::uint32_t kType = 2;
  struct Result {
    std::vector<guest::GuestSystem> systems;  // the default one first
  };
};

struct FindPath {
  static constexpr std::uint32_t kType = 3;
  // 0: a path of the guest, across its mount points; else of that volume alone.
  std::uint32_t volume = 0;
  std::string path;
  bool follow_last_link = true;
  struct Result {
    Entry entry;  // path: where it really is, with links resolved
  };
};

// Opens a listing; its batches come through NextBatch. One walk at a time per set.
struct StartWalk {
  static constexpr std::uint32_t kType = 4;
  struct Result {};
  Location start;
  std::string
      guest_path;  // of `start` when the walk shall cross the guest's mount points, else empty
  bool recursive = true;
};

struct NextBatch {
  static constexpr std::uint32_t kType = 5;
  struct Result {
    std::vector<Entry> entries;  // each folder before what it holds; siblings by name
    bool finished = false;       // nothing follows; asked again, the answer is the same and empty
  };
};

struct ReadXattrs {
  static constexpr std::uint32_t kType = 6;
  Location location;
  struct Result {
    std::vector<Xattr> xattrs;
  };
};

struct MapContent {
  static constexpr std::uint32_t kType = 7;
  Location location;
  std::uint64_t offset = 0;
  struct Result {
    std::uint64_t size = 0;  // of the file, bytes
    std::vector<ContentExtent>
        extents;  // from `offset` on, without gaps; as many as fit in one answer
  };
};

struct ReadContent {
  static constexpr std::uint32_t kType = 8;
  Location location;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;  // bytes, at most kMostReadBytes
  static constexpr std::uint32_t kMostReadBytes = 1U << 20;
  struct Result {
    std::string bytes;
  };
};

// Serves a volume's files on the /dev/fuse descriptor that comes with the request.
struct StartServing {
  static constexpr std::uint32_t kType = 9;
  struct Result {};
  std::uint32_t volume = 0;
  ServeOptions options;
};

struct StopServing {
  static constexpr std::uint32_t kType = 10;
  struct Result {};
  std::uint32_t volume = 0;
};

struct Statistics {
  static constexpr std::uint32_t kType = 11;
  std::uint32_t volume = 0;
  struct Result {
    fs::FileSystemInfo info;
    fs::Statistics statistics;
  };
};

struct ListStreams {
  static constexpr std::uint32_t kType = 12;
  Location location;
  struct Result {
    std::vector<Stream> streams;
  };
};

// Those of a volume's file system; none where its kind has none.
struct ListSubvolumes {
  static constexpr std::uint32_t kType = 13;
  std::uint32_t volume = 0;
  struct Result {
    std::vector<fs::SubvolumeEntry> subvolumes;
  };
};

// ---- from the worker
// -------------------------------------------------------------------------------------------

constexpr std::uint32_t kResultType = 100;

struct Failure {
  static constexpr std::uint32_t kType = 101;
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::optional<std::uint64_t> offset;
};

struct LogEvent {
  static constexpr std::uint32_t kType = 102;
  LogLevel level = LogLevel::info;
  std::string text;
};

// The worker asks for a file; the library answers with FileOpened (and the descriptor) or a
// Failure.
struct OpenFile {
  static constexpr std::uint32_t kType = 103;
  std::string referrer;  // empty: the caller named `name` itself
  std::string name;
};

struct FileOpened {
  static constexpr std::uint32_t kType = 104;
  std::string path;
  std::uint32_t id = 0;
};

// ---- between library and keeper
// ----------------------------------------------------------------------------

struct KeeperMount {
  static constexpr std::uint32_t kType = 200;
  struct Result {};  // comes with the /dev/fuse descriptor
  std::string mount_point;
  bool make_folder = false;  // mkdir it before, rmdir it after
  bool allow_other = false;
  std::string source_name;  // first column of the mount table
};

struct KeeperUnmount {
  static constexpr std::uint32_t kType = 201;
  struct Result {};
  std::string mount_point;
  bool lazy = false;
};

}  // namespace vixmount::worker

#include "worker/protocol/serialize.hpp"
