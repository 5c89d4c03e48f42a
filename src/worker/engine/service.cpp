#include "worker/engine/service.hpp"

#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <fmt/ranges.h>
#include <malloc.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "guest/windows/hive_memory.hpp"
#include "worker/engine/channel_opener.hpp"
#include "worker/engine/engine.hpp"
#include "worker/engine/sandbox.hpp"
#include "worker/protocol/messages.hpp"

namespace vixmount::worker {
namespace {

// Events of all threads; they travel in front of the next answer, because only then the library
// listens.
class LogQueue {
 public:
  void add(LogLevel level, std::string_view text) {
    // A damaged disk can complain for ever: what is beyond a screenful of pages is counted, not
    // kept.
    constexpr std::size_t kMostEvents = 1000;
    const std::lock_guard lock(mutex_);
    if (events_.size() < kMostEvents) {
      if (threshold_ && level >= *threshold_) events_.push_back({level, std::string(text)});
    } else {
      ++dropped_;
    }
  }
  // Nothing: nobody listens.
  void set_threshold(std::optional<LogLevel> level) {
    const std::lock_guard lock(mutex_);
    threshold_ = level;
  }
  std::vector<LogEvent> take() {
    const std::lock_guard lock(mutex_);
    if (dropped_ != 0)
      events_.push_back({LogLevel::warning, fmt::format("{} more events were dropped", dropped_)});
    dropped_ = 0;
    return std::exchange(events_, {});
  }

 private:
  std::mutex mutex_;
  std::optional<LogLevel> threshold_ = LogLevel::debug;
  std::vector<LogEvent> events_;
  std::size_t dropped_ = 0;
};

class Service {
 public:
  Service(Channel channel, std::unique_ptr<FurtherRequests> further)
      : channel_(std::move(channel)),
        log_([this](LogLevel level, std::string_view text) { events_.add(level, text); },
             LogLevel::debug),
        opener_(channel_),
        engine_(opener_, log_),
        further_(std::move(further)) {}

  void note(std::string_view text) { log_.write(LogLevel::debug, text); }

  // Until the library closes its end.
  void run() {
    for (;;) {
      Packet packet;
      try {
        packet = channel_.receive();
      } catch (const Error&) {
        return;
      }
      answer(packet);
    }
  }

 private:
  void answer(Packet& packet) {
    try {
      const std::string result = dispatch(packet);
      send_log();
      channel_.send(kResultType, result);
    } catch (const Error& error) {
      send_failure(error.kind(), error.message(), error.offset());
    } catch (const std::bad_alloc&) {
      send_failure(ErrorKind::no_memory, "the worker process has no memory left", std::nullopt);
    }
  }

  void send_failure(ErrorKind kind, const std::string& message,
                    std::optional<std::uint64_t> offset) {
    send_log();
    channel_.send(Failure::kType, encode(Failure{kind, message, offset}));
  }

  void send_log() {
    for (const auto& event : events_.take()) channel_.send(LogEvent::kType, encode(event));
  }

  std::string dispatch(Packet& packet) {
    switch (packet.type) {
      case OpenDisks::kType:
        return encode(open(packet));
      case InspectGuests::kType:
        return encode(InspectGuests::Result{engine_.systems()});
      case FindPath::kType:
        return encode(engine_.find(decode<FindPath>(packet.body)));
      case StartWalk::kType:
        engine_.start_walk(decode<StartWalk>(packet.body));
        return encode(StartWalk::Result{});
      case NextBatch::kType:
        return encode(engine_.next_batch());
      case ReadXattrs::kType:
        return encode(engine_.xattrs(decode<ReadXattrs>(packet.body).location));
      case ListStreams::kType:
        return encode(engine_.streams(decode<ListStreams>(packet.body).location));
      case MapContent::kType:
        return encode(engine_.map_content(decode<MapContent>(packet.body)));
      case ListSubvolumes::kType:
        return encode(engine_.subvolumes(decode<ListSubvolumes>(packet.body).volume));
      case ReadContent::kType:
        return encode(engine_.read_content(decode<ReadContent>(packet.body)));
      case Statistics::kType:
        return encode(engine_.statistics(decode<Statistics>(packet.body).volume));
      default:
        if (further_)
          if (auto result = further_->answer(packet, engine_, log_)) return *std::move(result);
        fail(ErrorKind::internal, "request {} is unknown to the worker", packet.type);
    }
  }

  DiskSetDescription open(Packet& packet) {
    auto request = [&] {
      const WipedAtEnd wiped(packet.body);
      return decode<OpenDisks>(packet.body);
    }();
    channel_.wipe_received();
    events_.set_threshold(request.log);
    return engine_.open(std::move(request));
  }

  Channel channel_;
  LogQueue events_;
  Log log_;
  ChannelOpener opener_;
  Engine engine_;
  std::unique_ptr<FurtherRequests> further_;  // last: its mounts use all above
};

}  // namespace

void serve(Channel channel, std::unique_ptr<FurtherRequests> further) {
  guest::windows::HiveMemory::prepare();
  // Batches of a listing come and go: keep their memory instead of handing it back each time.
  ::mallopt(M_TRIM_THRESHOLD, 8 << 20);
  ::mallopt(M_TOP_PAD, 1 << 20);
  const auto sandbox = enter_sandbox();
  Service service(std::move(channel), std::move(further));
  service.note(fmt::format("worker is locked down: {}", fmt::join(sandbox, ", ")));
  service.run();
}

}  // namespace vixmount::worker
