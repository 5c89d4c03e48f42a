// The command line: what can be asked for, and how it is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/client/key_source.hpp"

namespace vixmount::cli {

enum class Command : std::uint8_t { info, snapshots, volumes, os, ls, cat, cp, mount, umount };

struct DiskSelection {
  std::vector<std::string> names;  // as -a gave them
  std::optional<std::string> snapshot;
  std::vector<std::string> allowed_folders;
  bool single_link = false;
  bool ignore_cid_mismatch = false;
};

struct ListOptions {
  bool long_format = false;
  bool recursive = false;
};

enum class CopyFormat : std::uint8_t { folder, tar };

// Where the streams of NTFS files go in a folder of the host. xattr: into extended attributes as
// far as they fit, else into files beside.
enum class StreamOption : std::uint8_t { xattr, files, none };

struct CopyOptions {
  bool force = false;     // replace files that exist
  bool no_owner = false;  // leave owners to the host
  CopyFormat format = CopyFormat::folder;
  StreamOption streams = StreamOption::xattr;
  std::string manifest_file;
};

struct MountCommandOptions {
  bool foreground = false;
  bool allow_other = false;
  std::optional<std::uint32_t> owner;
  std::optional<std::uint32_t> group;
};

struct UnmountOptions {
  bool lazy = false;
};

struct Arguments {
  Command command = Command::info;
  DiskSelection disks;
  std::vector<worker::KeySource> keys;
  std::uint32_t volume = 0;  // 0: the guest's tree
  // As fs::open_subvolume takes it; of `volume`, or where that is 0 of the only Btrfs.
  std::optional<std::string> subvolume;
  bool json = false;
  bool verbose = false;
  std::vector<std::string> paths;  // of the guest; for snapshots: none
  std::string destination;         // cp: the folder or archive; mount, umount: the mount point
  ListOptions list;
  CopyOptions copy;
  MountCommandOptions mount;
  UnmountOptions unmount;
};

// The command line asked for text (--help, --version) or was wrong: print `text` and end.
struct Answer {
  bool wrong = false;  // to standard error, exit code usage
  std::string text;
};

struct Parsed {
  std::optional<Arguments> arguments;
  Answer answer;  // when there are no arguments
};

// `words`: without the program's name.
Parsed parse_arguments(const std::vector<std::string>& words);

// Every command with its options as --help shows them: for the tests of manual and completions.
struct CommandDescription {
  std::string name;
  std::vector<std::string> options;  // "--json", "-a" ...
};
std::vector<CommandDescription> describe_commands();

// The word of `words` nearest to `wrong`, or nothing when none is near.
std::optional<std::string_view> nearest_word(std::string_view wrong,
                                             const std::vector<std::string_view>& words);

}  // namespace vixmount::cli
