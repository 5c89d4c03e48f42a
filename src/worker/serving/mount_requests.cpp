#include "worker/serving/mount_requests.hpp"

#include <utility>

#include "base/error.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

std::optional<std::string> MountRequests::answer(Packet& packet, Engine& engine, const Log& log) {
  switch (packet.type) {
    case StartServing::kType:
      start(packet, engine, log);
      return encode(StartServing::Result{});
    case StopServing::kType:
      stop(decode<StopServing>(packet.body).volume);
      return encode(StopServing::Result{});
    default:
      return std::nullopt;
  }
}

void MountRequests::start(Packet& packet, Engine& engine, const Log& log) {
  const auto request = decode<StartServing>(packet.body);
  if (packet.fds.size() != 1) fail(ErrorKind::internal, "serving needs one descriptor");
  mount::ServeOptions options;
  options.owner = request.options.owner;
  options.group = request.options.group;
  auto server = std::make_unique<mount::Server>(std::move(packet.fds.front()),
                                                engine.file_system(request.volume), options, log);
  server->start();
  servers_[request.volume] = std::move(server);
}

void MountRequests::stop(std::uint32_t volume) {
  const auto found = servers_.find(volume);
  if (found == servers_.end()) fail(ErrorKind::not_mounted, "volume {} is not mounted", volume);
  found->second->stop();
  servers_.erase(found);
}

}  // namespace vixmount::worker
