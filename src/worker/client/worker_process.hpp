// Starts vixmount-worker or vixmount-reader and holds the sockets to it.
#pragma once

#include <sys/types.h>

#include "base/unique_fd.hpp"
#include "worker/protocol/channel.hpp"

namespace vixmount::worker {

class WorkerProcess {
 public:
  // A worker with its keeper, that can serve mounts. Error{worker_lost} says where the program was
  // looked for.
  static WorkerProcess start_worker();
  // A worker without either, which starts in half the time. It ends with the calling thread.
  static WorkerProcess start_reader();
  WorkerProcess(WorkerProcess&&) noexcept = default;
  WorkerProcess& operator=(WorkerProcess&&) = delete;
  // Closes the sockets, whereupon the keeper cleans up or the reader ends, and waits for that.
  ~WorkerProcess();

  // When nothing was ever mounted there is nothing to clean up: ends all at once, so that nobody
  // waits for an orderly end. Only the destructor may follow.
  void kill() const noexcept;

  bool has_keeper() const noexcept { return control_.fd() >= 0; }
  const Channel& control() const noexcept { return control_; }    // to the keeper, if there is one
  const Channel& requests() const noexcept { return requests_; }  // to the worker
  // Becomes readable when the keeper ends; the caller's to close.
  UniqueFd keeper_pidfd() const;

 private:
  WorkerProcess(Channel control, Channel requests, pid_t child);

  Channel control_;
  Channel requests_;
  pid_t child_;  // the keeper, or the reader
  // A process id may be another's by now, where the caller ignores SIGCHLD; this never is.
  UniqueFd pidfd_;
};

}  // namespace vixmount::worker
