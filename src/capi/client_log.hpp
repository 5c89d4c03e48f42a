// The client's three log callbacks as a place to write to.
//
// `log` gets what happens, `warn` what went wrong: clients show the latter to their users, so
// harmless remarks never go there. `panic` is never called. Without a callback the message is
// dropped; the sentence of an error can still be had through VixDiskLib_GetErrorText.
#pragma once

#include <string_view>

#include "base/log.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

struct Callbacks {
  VixDiskLibGenericLogFunc* log = nullptr;
  VixDiskLibGenericLogFunc* warn = nullptr;
  VixDiskLibGenericLogFunc* panic = nullptr;

  // These, and those of `other` where there is none here.
  Callbacks or_else(const Callbacks& other) const noexcept;
};

// Levels of the configuration file: 0 panic, 1 error, 2 warning, 3 information, 4 to 6 details.
constexpr int kErrorLevel = 1;
constexpr int kWarningLevel = 2;
constexpr int kInformationLevel = 3;
constexpr int kDetailLevel = 4;

// A value; may be used from any thread. Holds no lock while a callback runs.
class ClientLog {
 public:
  ClientLog() = default;
  ClientLog(const Callbacks& callbacks, int level) noexcept
      : callbacks_(callbacks), level_(level) {}

  // `level` is one of the constants above; `warn` gets errors and warnings. `text` needs no end of
  // line and may hold anything, also %.
  void write(int level, std::string_view text) const noexcept;

  // For the rooms below.
  Log as_log() const;

 private:
  Callbacks callbacks_;
  int level_ = kInformationLevel;
};

}  // namespace vixmount::capi
