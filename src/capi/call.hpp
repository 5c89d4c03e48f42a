// The frame around every exported function: no exception leaves it, and each failure is told to the
// client in three ways: the code, a sentence to the log, the same sentence for GetErrorText.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "capi/client_log.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

// What one of the two libraries brings to its calls.
struct Door {
  ClientLog (*log)();
  VixError (*code_of)(ErrorKind);
  void (*remember)(VixError, std::string_view);
};

// One call of a client.
class Call {
 public:
  Call(const Door& door, std::string_view name) noexcept : door_(door), name_(name) {}

  // Reports a failure that is no Error, and returns its code.
  template <typename... Args>
  VixError refuse(VixError code, fmt::format_string<Args...> format, Args&&... args) const {
    return report(code, fmt::format(format, std::forward<Args>(args)...));
  }
  VixError report(VixError code, std::string_view sentence) const noexcept;
  VixError report(const Error& error) const noexcept {
    return report(door_.code_of(error.kind()), error.message());
  }

 private:
  const Door& door_;
  std::string_view name_;
};

// Throws Error{invalid_argument} that names the argument.
inline void require(const void* argument, std::string_view name) {
  if (argument == nullptr) fail(ErrorKind::invalid_argument, "{} must not be NULL", name);
}

// Runs `body(call)`, which returns a VixError or throws.
template <typename Body>
VixError answer(const Door& door, std::string_view name, Body&& body) noexcept {
  const Call call(door, name);
  try {
    return std::forward<Body>(body)(call);
  } catch (const Error& error) {
    return call.report(error);
  } catch (const std::bad_alloc&) {
    return call.report(VIX_E_OUT_OF_MEMORY, "memory is short");
  } catch (const std::exception& error) {
    return call.report(VIX_E_FAIL, error.what());
  }
}

}  // namespace vixmount::capi
