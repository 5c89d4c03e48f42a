#include "capi/settings.hpp"

#include <utility>

namespace vixmount::capi {

void Settings::start(const Callbacks& callbacks, std::optional<Configuration> configuration) {
  const std::scoped_lock lock(mutex_);
  callbacks_ = callbacks_.or_else(callbacks);
  if (!configuration_) configuration_ = std::move(configuration);
  ++starts_;
}

bool Settings::stop() noexcept {
  const std::scoped_lock lock(mutex_);
  if (starts_ == 0) return false;
  return --starts_ == 0;
}

void Settings::forget() {
  const std::scoped_lock lock(mutex_);
  if (starts_ > 0) return;
  callbacks_ = {};
  configuration_.reset();
}

Callbacks Settings::callbacks() const {
  const std::scoped_lock lock(mutex_);
  return callbacks_;
}

std::optional<Configuration> Settings::configuration() const {
  const std::scoped_lock lock(mutex_);
  return configuration_;
}

}  // namespace vixmount::capi
