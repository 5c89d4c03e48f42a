#include "cli/stop_signal.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include <sys/eventfd.h>
#include <unistd.h>

namespace vixmount::cli {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};

// A handler reaches nothing but statics.
std::atomic<bool> stop_requested = false;
std::atomic<int> event_fd = -1;
std::array<struct sigaction, kSignals.size()> previous_actions;

void note_signal(int) {
  const int saved = errno;
  stop_requested = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(event_fd, &one, sizeof(one));
  errno = saved;
}

}  // namespace

StopSignal::StopSignal() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!event_) throw Error::from_errno(errno, "eventfd");
  stop_requested = false;
  event_fd = event_.get();
  struct sigaction action {};
  action.sa_handler = note_signal;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], nullptr, &previous_actions[i]);
    // Who ignores a signal (nohup) goes on ignoring it.
    if (previous_actions[i].sa_handler != SIG_IGN) ::sigaction(kSignals[i], &action, nullptr);
  }
}

StopSignal::~StopSignal() {
  for (std::size_t i = 0; i < kSignals.size(); ++i)
    ::sigaction(kSignals[i], &previous_actions[i], nullptr);
  event_fd = -1;
}

bool StopSignal::requested() const noexcept { return stop_requested; }

}  // namespace vixmount::cli
