// The keeper: the small unlocked parent of a worker. It never sees a guest byte. It makes and
// removes mounts when the library asks, and it is who cleans up when either side dies:
//
//   library dies (its socket closes, its pidfd fires)  -> kill the worker, unmount, remove folders,
//   end worker dies                                        -> unmount, remove folders; tell the
//   library, end keeper dies                                        -> the kernel kills the worker
//   (parent-death signal),
//                                                         the library unmounts
//                                                         (client/mount_guard.hpp)
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "base/unique_fd.hpp"
#include "worker/protocol/channel.hpp"

namespace vixmount::worker {

// Descriptors that the library hands over when it starts the program.
inline constexpr int kControlFd = 3;  // keeper <-> library
inline constexpr int kRequestFd = 4;  // worker <-> library

class Keeper {
 public:
  // `worker`: process id of the child; `library`: of the process that started us.
  Keeper(UniqueFd control, pid_t worker, pid_t library);

  // Returns when everything is cleaned up; the exit code of the program.
  int run();

 private:
  struct Mount {
    std::string mount_point;
    bool made_folder;
  };

  bool serve_request();  // false: the library is gone
  void make_mount(const Packet& packet);
  void remove_mount(const Packet& packet);
  void forget(const Mount& mount);
  void clean_up();

  Channel control_;
  pid_t worker_;
  UniqueFd worker_pidfd_;
  UniqueFd library_pidfd_;
  UniqueFd signals_;
  std::vector<Mount> mounts_;
};

}  // namespace vixmount::worker
