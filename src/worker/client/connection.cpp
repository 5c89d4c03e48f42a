#include "worker/client/connection.hpp"

namespace vixmount::worker {

Packet Connection::receive_answer() const {
  for (;;) {
    Packet packet = channel_.receive();
    switch (packet.type) {
      case kResultType:
        return packet;
      case Failure::kType: {
        const auto failure = decode<Failure>(packet.body);
        if (failure.kind > ErrorKind::worker_lost)
          fail(ErrorKind::worker_lost, "an unknown kind of error");
        throw Error(failure.kind, failure.message, failure.offset);
      }
      case LogEvent::kType: {
        const auto event = decode<LogEvent>(packet.body);
        log_.write(event.level, event.text);
        break;
      }
      case OpenFile::kType:
        if (!answer_file_)
          fail(ErrorKind::worker_lost, "the worker asks for a file at the wrong time");
        answer_file_(channel_, decode<OpenFile>(packet.body));
        break;
      default:
        fail(ErrorKind::worker_lost, "an answer of unknown type {}", packet.type);
    }
  }
}

}  // namespace vixmount::worker
