// What clients bring to the start of a library: callbacks, a configuration, and how often they
// started it. Nested starts are counted; callbacks and configuration of the first one are used, a
// later one fills in what was not given.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "capi/client_log.hpp"
#include "capi/configuration.hpp"

namespace vixmount::capi {

// All members may be called from any thread. No lock is held while a callback runs.
class Settings {
 public:
  void start(const Callbacks& callbacks, std::optional<Configuration> configuration);
  // True when this ends the last start; false also when there was none.
  bool stop() noexcept;
  bool is_started() const noexcept { return starts_ > 0; }
  // Callbacks and configuration as before the first start, unless there was another meanwhile.
  void forget();

  Callbacks callbacks() const;
  std::optional<Configuration> configuration() const;

 private:
  mutable std::mutex mutex_;
  Callbacks callbacks_;
  std::optional<Configuration> configuration_;
  std::atomic<int> starts_ = 0;
};

}  // namespace vixmount::capi
