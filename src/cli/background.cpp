#include "cli/background.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "cli/messages.hpp"

namespace vixmount::cli {
namespace {

struct Pipe {
  UniqueFd read_end, write_end;
  Pipe() {
    std::array<int, 2> fds{};
    if (::pipe2(fds.data(), O_CLOEXEC) != 0) throw Error::from_errno(errno, "making a pipe");
    read_end = UniqueFd(fds[0]);
    write_end = UniqueFd(fds[1]);
  }
};

// Moves what is there to `to`. False: the other side has closed it.
bool forward(const UniqueFd& from, Output& to) {
  std::array<char, 4096> buffer{};
  const auto count = ::read(from.get(), buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  to.write({buffer.data(), static_cast<std::size_t>(count)});
  to.Flush();
  return true;
}

// The parent's part: passes on what the child says, until it says with what to end.
ExitCode listen(const Pipe& out_pipe, const Pipe& err_pipe, const Pipe& status_pipe, Output& out,
                Output& err) {
  std::array<pollfd, 3> events{{{out_pipe.read_end.get(), POLLIN, 0},
                                {err_pipe.read_end.get(), POLLIN, 0},
                                {status_pipe.read_end.get(), POLLIN, 0}}};
  for (;;) {
    if (::poll(events.data(), events.size(), -1) < 0 && errno != EINTR)
      throw Error::from_errno(errno, "waiting for the background process");
    // Texts before the status, which the child writes last.
    if (events[0].revents != 0) {
      if (!forward(out_pipe.read_end, out)) events[0].fd = -1;
    } else if (events[1].revents != 0) {
      if (!forward(err_pipe.read_end, err)) events[1].fd = -1;
    } else if (events[2].revents != 0) {
      unsigned char code = 0;
      if (::read(status_pipe.read_end.get(), &code, 1) != 1)
        fail(ErrorKind::internal, "the background process ended without a word");
      return static_cast<ExitCode>(code);
    }
    for (auto& event : events) event.revents = 0;
  }
}

void detach_from_terminal() {
  ::setsid();
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (int fd = 0; fd <= 2; ++fd) ::dup2(null.get(), fd);
}

}  // namespace

BackgroundChild::BackgroundChild(int out_fd, int err_fd, int status_fd)
    : out_(out_fd), err_(err_fd), status_fd_(status_fd) {}

ExitCode BackgroundChild::run(Output& out, Output& err, const Body& body) {
  out.Flush();  // or the child would print it again
  err.Flush();
  Pipe out_pipe;
  Pipe err_pipe;
  Pipe status_pipe;
  const pid_t child = ::fork();
  if (child < 0) throw Error::from_errno(errno, "starting the background process");
  if (child > 0) {
    for (auto* pipe : {&out_pipe, &err_pipe, &status_pipe}) pipe->write_end.reset();
    return listen(out_pipe, err_pipe, status_pipe, out, err);
  }
  detach_from_terminal();
  BackgroundChild self(out_pipe.write_end.get(), err_pipe.write_end.get(),
                       status_pipe.write_end.get());
  ExitCode code = ExitCode::internal;
  try {
    code = body(self);
  } catch (const Error& error) {
    code = exit_code_of(error.kind());
    if (!self.is_ready_) explain_error(self.err_, error);
  }
  if (!self.is_ready_) self.report(code);
  // Not exit(): what the parent has registered for its end is not the child's to do.
  ::_exit(static_cast<int>(code));
}

void BackgroundChild::ready() {
  report(ExitCode::success);
  is_ready_ = true;
}

void BackgroundChild::report(ExitCode code) {
  out_.Flush();
  err_.Flush();
  const auto byte = static_cast<char>(code);
  write_fully(status_fd_, {&byte, 1});
}

}  // namespace vixmount::cli
