#include "capi/client_log.hpp"

#include "capi/log_call.h"

namespace vixmount::capi {
namespace {

int level_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return kDetailLevel;
    case LogLevel::info:
      return kInformationLevel;
    case LogLevel::warning:
      return kWarningLevel;
  }
  return kInformationLevel;
}

}  // namespace

Callbacks Callbacks::or_else(const Callbacks& other) const noexcept {
  return {.log = log != nullptr ? log : other.log,
          .warn = warn != nullptr ? warn : other.warn,
          .panic = panic != nullptr ? panic : other.panic};
}

void ClientLog::write(int level, std::string_view text) const noexcept {
  if (level > level_) return;
  auto* const receiver = level <= kWarningLevel ? callbacks_.warn : callbacks_.log;
  if (receiver == nullptr) return;
  vixmount_log_call(receiver, "%.*s\n", static_cast<int>(text.size()), text.data());
}

Log ClientLog::as_log() const {
  if (callbacks_.log == nullptr && callbacks_.warn == nullptr) return {};
  return Log(
      [log = *this](LogLevel level, std::string_view text) { log.write(level_of(level), text); },
      level_ >= kDetailLevel ? LogLevel::debug : LogLevel::info);
}

}  // namespace vixmount::capi
