// Buffered bytes to a descriptor: all that the command prints goes through here.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace vixmount::cli {

// The reader of our output went away (`vixmount ls -R / | head`): no fault, and nothing to say.
class OutputClosed : public Error {
 public:
  OutputClosed() : Error(ErrorKind::io, "the reader of the output has closed it") {}
};

// Writes all of `bytes`, also to a descriptor in non-blocking mode. OutputClosed, Error{io},
// Error{disk_full}.
void write_fully(int fd, std::string_view bytes);

// One thread at a time. Has the members that RapidJSON expects of an output stream.
class Output {
 public:
  using Ch = char;

  explicit Output(int fd);  // borrowed
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void write(std::string_view text);
  template <typename... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    write(fmt::format(format, std::forward<Args>(args)...));
  }
  void Put(char byte) {
    if (used_ == kBufferBytes) Flush();
    buffer_[used_++] = byte;
  }
  // Whoever prints flushes at the end; the destructor does not, since it could not say that it
  // failed.
  void Flush();

  int fd() const noexcept { return fd_; }
  bool is_terminal() const noexcept { return is_terminal_; }

 private:
  int fd_;
  bool is_terminal_;
  static constexpr std::size_t kBufferBytes = 64UL << 10;
  std::unique_ptr<char[]> buffer_;  // not initialised: most commands print little
  std::size_t used_ = 0;
};

}  // namespace vixmount::cli
