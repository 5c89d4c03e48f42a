#include "cli/output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

namespace vixmount::cli {

void write_fully(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    switch (errno) {
      case EINTR:
        break;
      case EAGAIN: {
        pollfd writable{fd, POLLOUT, 0};
        ::poll(&writable, 1, -1);
        break;
      }
      case EPIPE:
        throw OutputClosed();
      default:
        throw Error::from_errno(errno, "writing the output");
    }
  }
}

Output::Output(int fd)
    : fd_(fd),
      is_terminal_(::isatty(fd) == 1),
      buffer_(std::make_unique_for_overwrite<char[]>(kBufferBytes)) {}

void Output::write(std::string_view text) {
  while (!text.empty()) {
    if (used_ == kBufferBytes) Flush();
    const auto count = std::min(text.size(), kBufferBytes - used_);
    std::memcpy(buffer_.get() + used_, text.data(), count);
    used_ += count;
    text.remove_prefix(count);
  }
}

void Output::Flush() {
  const std::string_view bytes(buffer_.get(), used_);
  used_ = 0;  // also when the write fails: what was lost must not be tried again
  write_fully(fd_, bytes);
}

}  // namespace vixmount::cli
