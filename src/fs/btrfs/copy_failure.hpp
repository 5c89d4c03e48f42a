// Why no copy of the same bytes was good.
#pragma once

#include <exception>

#include "base/error.hpp"
#include "fs/btrfs/logical_space.hpp"

namespace vixmount::fs::btrfs {

// Keeps the error that is worth telling of those that the copies gave: one of the host first, since
// it may pass; then a device that is missing, which people can add; then what is damaged.
class CopyFailure {
 public:
  // Inside a handler of `error`.
  void note(const Error& error) {
    const int weight = weight_of(error);
    if (weight <= weight_) return;
    weight_ = weight;
    error_ = std::current_exception();
  }
  explicit operator bool() const noexcept { return error_ != nullptr; }
  [[noreturn]] void rethrow() const { std::rethrow_exception(error_); }

 private:
  static int weight_of(const Error& error) noexcept {
    if (dynamic_cast<const MissingDevice*>(&error) != nullptr) return 2;
    return error.kind() == ErrorKind::io ? 3 : 1;
  }

  std::exception_ptr error_;
  int weight_ = 0;
};

}  // namespace vixmount::fs::btrfs
