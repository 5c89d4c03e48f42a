// The contents of the files read last. The kernel does not tell us of opened and closed files (see
// file_operations.cpp), and finding a file's extents for each 128 KiB of it would cost more than
// reading them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "fs/file_system.hpp"

namespace vixmount::mount {

// All members may be called from many threads at once.
class ContentCache {
 public:
  // More files than programs read at the same time, and few enough to search one after the other.
  static constexpr std::size_t kMostFiles = 32;

  explicit ContentCache(const fs::FileSystem& file_system) : file_system_(file_system) {}

  // FileSystem::open, or its earlier result. Failures are not kept.
  io::SourcePtr content_of(fs::NodeId file);

 private:
  struct Slot {
    fs::NodeId node = 0;
    std::uint64_t used = 0;  // the time of its last use, in calls
    io::SourcePtr content;
  };

  io::SourcePtr find(fs::NodeId file);
  io::SourcePtr keep(fs::NodeId file, io::SourcePtr content);

  const fs::FileSystem& file_system_;
  std::mutex mutex_;  // guards all below
  std::uint64_t clock_ = 0;
  std::array<Slot, kMostFiles> slots_;
};

}  // namespace vixmount::mount
