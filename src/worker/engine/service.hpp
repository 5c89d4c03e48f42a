// The worker's side of the conversation with the library.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "worker/engine/engine.hpp"
#include "worker/protocol/channel.hpp"

namespace vixmount::worker {

// Requests that not every worker answers: serving mounts needs a library that those who only read
// shall not have to load.
class FurtherRequests {
 public:
  FurtherRequests() = default;
  virtual ~FurtherRequests() = default;
  FurtherRequests(const FurtherRequests&) = delete;
  FurtherRequests& operator=(const FurtherRequests&) = delete;

  // The encoded result, or nothing for a request it does not know. Throws Error.
  virtual std::optional<std::string> answer(Packet& packet, Engine& engine, const Log& log) = 0;
};

// Enters the sandbox, then answers requests until the library closes its end. Throws Error when the
// sandbox cannot be had.
void serve(Channel channel, std::unique_ptr<FurtherRequests> further = nullptr);

}  // namespace vixmount::worker
