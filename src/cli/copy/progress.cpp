#include "cli/copy/progress.hpp"

#include "cli/format.hpp"

namespace vixmount::cli {
namespace {

using namespace std::chrono_literals;

// A copy that is over before this needs no progress.
constexpr auto kSilence = 2s;
constexpr auto kInterval = 500ms;
constexpr std::size_t kMostPathBytes = 60;
constexpr std::string_view kClearLine = "\r\033[K";

}  // namespace

Progress::Progress(Output& err, const StopSignal& stop)
    : err_(err), stop_(stop), next_(begin_ + kSilence) {}

Progress::~Progress() {
  if (!shown_) return;
  try {
    err_.write(kClearLine);
    err_.Flush();
  } catch (const Error&) {  // the terminal is gone, and the line with it
  }
}

void Progress::begin_file(std::string_view path) {
  stop_.check();
  ++files_;
  if (!err_.is_terminal()) return;
  path_.assign(path.substr(path.size() > kMostPathBytes ? path.size() - kMostPathBytes : 0));
  if (Clock::now() >= next_) show();
}

void Progress::add_bytes(std::uint64_t count) {
  stop_.check();
  bytes_ += count;
  if (err_.is_terminal() && Clock::now() >= next_) show();
}

void Progress::show() {
  const auto now = Clock::now();
  const auto seconds = std::chrono::duration<double>(now - begin_).count();
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(bytes_) / seconds);
  err_.print("{}{} files, {}, {}/s  {}", kClearLine, files_, human_size(bytes_), human_size(rate),
             safe_for_terminal(path_));
  err_.Flush();
  shown_ = true;
  next_ = now + kInterval;
}

}  // namespace vixmount::cli
