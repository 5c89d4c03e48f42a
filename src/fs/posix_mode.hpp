// Node types and the file type bits of st_mode: every door to Linux needs them, and the file systems
// of Linux keep them in their inodes (kernel Documentation/filesystems/ext4/inodes.rst, i_mode).
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

// The other way; unknown for bits that mean nothing.
constexpr NodeType node_type_of(mode_t mode) noexcept {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return NodeType::regular;
    case S_IFDIR:
      return NodeType::directory;
    case S_IFLNK:
      return NodeType::symbolic_link;
    case S_IFCHR:
      return NodeType::character_device;
    case S_IFBLK:
      return NodeType::block_device;
    case S_IFIFO:
      return NodeType::fifo;
    case S_IFSOCK:
      return NodeType::socket;
    default:
      return NodeType::unknown;
  }
}

}  // namespace vixmount::fs
