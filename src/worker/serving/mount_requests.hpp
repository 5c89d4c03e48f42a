// Serving mounts: the requests of a worker that has libfuse.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "mount/server.hpp"
#include "worker/engine/service.hpp"

namespace vixmount::worker {

// StartServing and StopServing. Ends all mounts when it is destroyed.
class MountRequests final : public FurtherRequests {
 public:
  std::optional<std::string> answer(Packet& packet, Engine& engine, const Log& log) override;

 private:
  void start(Packet& packet, Engine& engine, const Log& log);
  void stop(std::uint32_t volume);

  std::map<std::uint32_t, std::unique_ptr<mount::Server>> servers_;
};

}  // namespace vixmount::worker
