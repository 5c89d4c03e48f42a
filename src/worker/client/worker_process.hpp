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

  // When nothing was ever mounted there is nothing to clean up: ends keeper and worker at once, so
  // that nobody waits for an orderly end. Only the destructor may follow.
  void kill() const noexcept;

  const Channel& control() const noexcept { return control_; }    // to the keeper
  const Channel& requests() const noexcept { return requests_; }  // to the worker
  // Becomes readable when the keeper ends; the caller's to close.
  UniqueFd keeper_pidfd() const;

 private:
  WorkerProcess(Channel control, Channel requests, pid_t keeper);

  Channel control_;
  Channel requests_;
  pid_t keeper_;
  // A process id may be another's by now, where the caller ignores SIGCHLD; this never is.
  UniqueFd pidfd_;
};

}  // namespace vixmount::worker
