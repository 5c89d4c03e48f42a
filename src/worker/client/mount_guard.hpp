// The last line of defence against stale mounts: when the keeper itself is killed, nobody else is
// left to unmount.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.hpp"

namespace vixmount::worker {

// Watches a keeper from a thread, begun at a set's first mount. When the keeper ends, for whatever
// reason, what is still mounted is unmounted; after an orderly end that is nothing.
class MountGuard {
 public:
  // `keeper_pidfd` becomes readable when the keeper ends.
  explicit MountGuard(UniqueFd keeper_pidfd);
  // Waits for the keeper's end: destroy the WorkerProcess first.
  ~MountGuard() { thread_.join(); }
  MountGuard(const MountGuard&) = delete;
  MountGuard& operator=(const MountGuard&) = delete;

  // Before the keeper is asked to mount: it may die right after it did.
  void add(const std::string& mount_point, bool remove_folder);
  void remove(const std::string& mount_point);

 private:
  struct Mount {
    std::string mount_point;
    bool remove_folder;
  };

  void watch();
  static void clean_up(const Mount& mount);

  UniqueFd keeper_;
  std::mutex mutex_;
  std::vector<Mount> mounts_;
  std::thread thread_;
};

}  // namespace vixmount::worker
