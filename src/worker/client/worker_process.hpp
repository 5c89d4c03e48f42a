// Starts vixmount-worker and holds the two sockets to it.
#pragma once

#include <sys/types.h>

#include "base/unique_fd.hpp"
#include "worker/protocol/channel.hpp"

namespace vixmount::worker {

class WorkerProcess {
 public:
  // Error{worker_lost} says where the program was looked for.
  static WorkerProcess start();
  WorkerProcess(WorkerProcess&&) noexcept = default;
  WorkerProcess& operator=(WorkerProcess&&) = delete;
  // Closes the sockets, whereupon the keeper cleans up, and waits for it.
  ~WorkerProcess();

  const Channel& control() const noexcept { return control_; }    // to the keeper
  const Channel& requests() const noexcept { return requests_; }  // to the worker
  pid_t keeper() const noexcept { return keeper_; }

 private:
  WorkerProcess(Channel control, Channel requests, pid_t keeper) noexcept;

  Channel control_;
  Channel requests_;
  pid_t keeper_;
};

}  // namespace vixmount::worker
