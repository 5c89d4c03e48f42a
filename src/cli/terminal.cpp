#include "cli/terminal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "cli/output.hpp"
#include "cli/stop_signal.hpp"

namespace vixmount::cli {
namespace {

// What is typed does not appear, as long as this lives.
class EchoOff {
 public:
  explicit EchoOff(int fd) : fd_(fd) {
    if (::tcgetattr(fd_, &before_) != 0) throw Error::from_errno(errno, "asking on the terminal");
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
    quiet.c_lflag |= ICANON | ISIG;
    // A process that is suspended here, or ends without a word, would leave the terminal mute.
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
    quiet.c_cc[VQUIT] = _POSIX_VDISABLE;
    if (::tcsetattr(fd_, TCSAFLUSH, &quiet) != 0)
      throw Error::from_errno(errno, "asking on the terminal");
  }
  ~EchoOff() { ::tcsetattr(fd_, TCSAFLUSH, &before_); }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  int fd_;
  termios before_{};
};

class ControllingTerminal final : public Terminal {
 public:
  explicit ControllingTerminal(UniqueFd fd) : fd_(std::move(fd)) {}

  void tell(std::string_view line) override { write_fully(fd_.get(), std::string(line) + "\n"); }

  Secret ask(std::string_view question) override {
    const StopSignal stop;
    const EchoOff quiet(fd_.get());
    write_fully(fd_.get(), question);
    auto line = read_line(stop);
    write_fully(fd_.get(), "\n");  // the one that was typed was not shown
    stop.check();
    return line;
  }

 private:
  // A terminal hands out one line at a time, of at most this many bytes.
  static constexpr std::size_t kMostLineBytes = 4096;

  Secret read_line(const StopSignal& stop) const {
    Secret line(kMostLineBytes);
    std::array<pollfd, 2> events{{{fd_.get(), POLLIN, 0}, {stop.fd(), POLLIN, 0}}};
    while (!stop.requested()) {
      if (::poll(events.data(), events.size(), -1) < 0 || events[0].revents == 0) continue;
      const auto count = ::read(fd_.get(), line.writable_bytes().data(), line.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw Error::from_errno(errno, "reading from the terminal");
      const auto typed = line.text().substr(0, static_cast<std::size_t>(count));
      return Secret(typed.substr(0, typed.find('\n')));
    }
    return {};
  }

  UniqueFd fd_;
};

}  // namespace

std::unique_ptr<Terminal> open_terminal() {
  UniqueFd fd(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!fd) return nullptr;
  return std::make_unique<ControllingTerminal>(std::move(fd));
}

}  // namespace vixmount::cli
