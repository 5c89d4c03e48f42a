// Node types as the file type bits of st_mode, which every door to Linux needs.
#pragma once

#include <sys/stat.h>

#include "fs/file_system.hpp"

namespace vixmount::fs {

// S_IFREG, S_IFDIR ...; 0 for a type that Linux has not.
constexpr mode_t type_bits(NodeType type) noexcept {
  switch (type) {
    case NodeType::regular:
      return S_IFREG;
    case NodeType::directory:
      return S_IFDIR;
    case NodeType::symbolic_link:
      return S_IFLNK;
    case NodeType::character_device:
      return S_IFCHR;
    case NodeType::block_device:
      return S_IFBLK;
    case NodeType::fifo:
      return S_IFIFO;
    case NodeType::socket:
      return S_IFSOCK;
    case NodeType::unknown:
      break;
  }
  return 0;
}

}  // namespace vixmount::fs
