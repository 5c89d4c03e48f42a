// Typed calls over the two sockets: send a request, serve what the worker asks back, return the
// result.
#pragma once

#include <functional>
#include <utility>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "worker/protocol/channel.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

// One caller at a time; DiskSet serialises.
class Connection {
 public:
  using AnswerFile = std::function<void(const Channel&, const OpenFile&)>;

  Connection(const Channel& channel, Log log, AnswerFile answer_file = {})
      : channel_(channel), log_(std::move(log)), answer_file_(std::move(answer_file)) {}

  // Error as the other side threw it; Error{worker_lost}.
  template <typename Request>
  typename Request::Result call(const Request& request, const std::vector<int>& fds = {},
                                UniqueFd* received = nullptr) const {
    send(request, fds);
    return receive<Request>(received);
  }

  // The halves of call(), so that the worker can prepare the next answer while this side uses the
  // last one. Answers come in the order of the requests.
  template <typename Request>
  void send(const Request& request, const std::vector<int>& fds = {}) const {
    auto body = encode(request);
    if constexpr (requires { Request::kHoldsSecrets; }) {
      const WipedAtEnd wiped(body);
      channel_.send(Request::kType, body, fds);
    } else {
      channel_.send(Request::kType, body, fds);
    }
  }
  template <typename Request>
  typename Request::Result receive(UniqueFd* received = nullptr) const {
    Packet packet = receive_answer();
    if (received != nullptr) {
      if (packet.fds.size() != 1)
        fail(ErrorKind::worker_lost, "an answer came without its descriptor");
      *received = std::move(packet.fds.front());
    }
    return decode<typename Request::Result>(packet.body);
  }

 private:
  Packet receive_answer() const;

  const Channel& channel_;
  Log log_;
  AnswerFile answer_file_;
};

}  // namespace vixmount::worker
