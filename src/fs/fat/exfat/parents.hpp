// Where directories were found lately. Nothing in a directory of exFAT names its parent.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>

#include "fs/file_system.hpp"

namespace vixmount::fs::exfat {

// Safe from many threads.
class Parents {
 public:
  static constexpr std::size_t kMost = 4096;  // 64 KiB

  Parents() : pairs_(std::make_unique<std::array<Pair, kMost>>()) {}

  void remember(NodeId directory, NodeId parent) const {
    const std::lock_guard lock(mutex_);
    pair_of(directory) = {directory, parent};
  }
  // 0: forgotten, or never seen.
  NodeId of(NodeId directory) const {
    const std::lock_guard lock(mutex_);
    const auto& pair = pair_of(directory);
    return pair.directory == directory ? pair.parent : 0;
  }

 private:
  struct Pair {
    NodeId directory = 0;
    NodeId parent = 0;
  };
  // Sets are at least three entries long.
  Pair& pair_of(NodeId directory) const noexcept { return (*pairs_)[directory / 3 % kMost]; }

  mutable std::mutex mutex_;
  std::unique_ptr<std::array<Pair, kMost>> pairs_;
};

}  // namespace vixmount::fs::exfat
