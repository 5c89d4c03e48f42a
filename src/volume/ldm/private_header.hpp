// The private header of a dynamic disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/checked.hpp"
#include "base/guid.hpp"
#include "io/byte_source.hpp"

namespace vixmount::volume::ldm {

// Bytes everywhere; offsets count from the start of the disk.
struct PrivateHeader {
  Guid disk_id;
  Guid group_id;
  std::string group_name;
  std::uint64_t update_sequence = 0;
  std::uint32_t sector_size = 0;
  std::uint64_t public_start = 0;
  std::uint64_t public_size = 0;        // may reach behind the end of a disk that was cut
  ByteRange private_region;             // inside the disk
  std::vector<std::uint64_t> contents;  // places of the tables of contents
};

// What a look at several places gave: the copy with the newest sequence, or why there is none.
struct HeaderSearch {
  std::optional<PrivateHeader> header;
  bool present = false;             // something at one of the places begins like a header
  std::vector<std::string> faults;  // of the copies that are there and of no use
};

// Looks at each of `places` (bytes) in `source`, which is the disk or a partition of it.
// `disk_size`: bytes of the disk, which bounds what the headers tell. Nothing is thrown: what
// cannot be read is a fault.
HeaderSearch find_private_header(const io::ByteSource& source,
                                 const std::vector<std::uint64_t>& places, std::uint64_t disk_size);

}  // namespace vixmount::volume::ldm
