// Interix (Services for UNIX) and ntfs-3g keep links and devices as system files whose content
// begins with a mark. Facts: the behaviour of ntfs-3g; tests compare with it.
//
// ntfs-3g takes an empty system file for a FIFO and one of a single byte for a socket. That is not
// done here: Windows has empty system files of its own (IO.SYS), and a FIFO in a restored tree
// makes programs wait for ever.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "fs/file_system.hpp"
#include "fs/ntfs/reparse_point.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

struct InterixFile {
  NodeType type = NodeType::symbolic_link;  // or a device
  std::string target;                       // of a link: UTF-8, as POSIX programs read it
  DeviceNumbers device;
};

// True for sizes that parse_interix needs to look at, in bytes.
bool can_be_interix(std::uint64_t size) noexcept;

// `content`: of a file with the DOS attribute system. Nothing when it is an ordinary file.
std::optional<InterixFile> parse_interix(const io::ByteSource& content);

}  // namespace vixmount::fs::ntfs
