// The last line of defence against stale mounts: when the keeper itself is killed, nobody else is
// left to unmount.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.hpp"

namespace vixmount::worker {

// Watches a keeper from a thread that lives as long as the set has been mounted at least once.
class MountGuard {
 public:
  // `keeper_pidfd` becomes readable when the keeper ends.
  explicit MountGuard(UniqueFd keeper_pidfd);
  ~MountGuard();
  MountGuard(const MountGuard&) = delete;
  MountGuard& operator=(const MountGuard&) = delete;

  void add(const std::string& mount_point, bool remove_folder);
  void remove(const std::string& mount_point);

 private:
  struct Mount {
    std::string mount_point;
    bool remove_folder;
  };

  void watch();

  UniqueFd keeper_;
  UniqueFd stop_;
  std::mutex mutex_;
  std::vector<Mount> mounts_;
  std::thread thread_;
};

}  // namespace vixmount::worker
