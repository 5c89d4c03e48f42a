// One event per decision that a support engineer would ask about (format chosen, parent opened,
// member missing). The sink is injected; the default one is silent. Never file contents, never
// secrets.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace vixmount {

enum class LogLevel : unsigned char { debug, info, warning };

class Log {
 public:
  // The sink may be called from several threads at once.
  using Sink = std::function<void(LogLevel, std::string_view)>;

  Log() = default;
  explicit Log(Sink sink, LogLevel threshold = LogLevel::info)
      : sink_(std::move(sink)), threshold_(threshold) {}

  bool enabled(LogLevel level) const noexcept { return sink_ && level >= threshold_; }
  void write(LogLevel level, std::string_view text) const {
    if (enabled(level)) sink_(level, text);
  }

  template <typename... Args>
  void debug(fmt::format_string<Args...> format, Args&&... args) const {
    if (enabled(LogLevel::debug))
      sink_(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void info(fmt::format_string<Args...> format, Args&&... args) const {
    if (enabled(LogLevel::info))
      sink_(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void warning(fmt::format_string<Args...> format, Args&&... args) const {
    if (enabled(LogLevel::warning))
      sink_(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  Sink sink_;
  LogLevel threshold_ = LogLevel::info;
};

}  // namespace vixmount
