// SIGINT, SIGTERM and SIGHUP as a question that long work asks between two steps.
#pragma once

#include "base/error.hpp"
#include "base/unique_fd.hpp"

namespace vixmount::cli {

class Interrupted : public Error {
 public:
  Interrupted() : Error(ErrorKind::io, "interrupted") {}
};

// Catches the signals as long as it lives; at most one object at a time in a process.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  bool requested() const noexcept;
  void check() const {
    if (requested()) throw Interrupted();
  }
  int fd() const noexcept { return event_.get(); }  // readable once requested

 private:
  UniqueFd event_;
};

}  // namespace vixmount::cli
