// Btrfs, for reading.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "fs/members.hpp"
#include "fs/registry.hpp"
#include "fs/subvolume_view.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::btrfs {

struct Options {
  bool replay_journal = true;
  bool verify_checksums = true;  // off only to let a fuzzer reach what lies behind them
  std::vector<io::SourcePtr> siblings;  // see fs::OpenOptions
};

// Label and UUID; nothing without the magic number of the first superblock.
std::optional<Identification> identify(const io::ByteSource& volume);
// The same without that magic number, where a good copy of the superblock stands further in. It may
// be a leftover: to be asked last.
std::optional<Identification> identify_by_copy(const io::ByteSource& volume);

// See fs::identify_member and fs::check_members.
MemberIdentity identify_member(const io::ByteSource& volume);
MemberReport check_members(const io::SourcePtr& volume, const std::vector<io::SourcePtr>& siblings,
                           const Log& log);

// The root is that of the default subvolume. Error{damaged}, Error{unsupported} (names the
// features), Error{io}.
FileSystemPtr open(const io::SourcePtr& volume, const Options& options, const Log& log);
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

// A view of the same file system whose root is another subvolume, as mount's option subvol= names
// it: by its path from the top subvolume ("@/.snapshots/1/snapshot"; empty: the top one itself).
// Shares the caches of `files`, which open() made (else Error{invalid_argument}). Error{not_found}.
FileSystemPtr open_subvolume(const FileSystem& files, std::string_view path);
// The same by number, as subvolid= does.
FileSystemPtr open_subvolume(const FileSystem& files, std::uint64_t id);

// See fs::list_subvolumes.
std::vector<SubvolumeEntry> list_subvolumes(const FileSystem& files);

}  // namespace vixmount::fs::btrfs
