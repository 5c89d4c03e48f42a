// How far a copy has come, on a terminal and only when it takes long; and whether to stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/output.hpp"
#include "cli/stop_signal.hpp"

namespace vixmount::cli {

class Progress {
 public:
  Progress(Output& err, const StopSignal& stop);
  ~Progress();  // takes the line away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Throw Interrupted when a signal came.
  void begin_file(std::string_view path);
  void add_bytes(std::uint64_t count);

 private:
  using Clock = std::chrono::steady_clock;
  void show();

  Output& err_;
  const StopSignal& stop_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_;  // when to show it next
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
  std::string path_;
  bool shown_ = false;
};

}  // namespace vixmount::cli
