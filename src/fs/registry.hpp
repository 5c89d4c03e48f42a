// The table of file system formats: one line each in registry.cpp. Adding a format is a folder and
// a line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs {

// What a look at a volume's signatures tells, without mounting it.
struct Identification {
  std::string type;        // "ext4", "swap", "ntfs" ...: blkid's names
  std::string label;       // UTF-8
  std::string uuid;        // as blkid prints it
  bool mountable = false;  // this project has a reader for it
  std::string remark;      // why not, for people: "swap space holds no files"
};

// Nothing when no signature is known. Throws Error{io} when the volume cannot be read; a signature
// whose structure is damaged is identified, with a remark that says what is wrong.
std::optional<Identification> identify(const io::SourcePtr& volume);

struct OpenOptions {
  bool replay_journal = true;  // into memory; the volume is never written
  // Other volumes that may hold parts of the same file system (Btrfs over several devices, its
  // seeds). The reader takes those that belong; without those that are missing it gives what
  // redundancy allows.
  std::vector<io::SourcePtr> siblings;
};

// Opens the file system on `volume`, for reading. Error{unsupported} names the type when there is
// no reader for it, Error{damaged} says where; Error{not_found} when nothing is recognised.
FileSystemPtr open(const io::SourcePtr& volume, const OpenOptions& options, const Log& log);

}  // namespace vixmount::fs
