// Messages with file descriptors over a pair of connected sockets (SOCK_SEQPACKET).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/unique_fd.hpp"

namespace vixmount::worker {

struct Packet {
  std::uint32_t type = 0;
  std::string body;
  std::vector<UniqueFd> fds;
};

// One thread at a time per direction.
class Channel {
 public:
  // A message longer than this travels in several packets; kept below the default socket buffer
  // (208 KiB).
  static constexpr std::size_t kPacketBytes = 96UL << 10;
  // Bound of a whole message: far above every real one (a batch of a listing is 1 MiB at most), and
  // what a worker gone wild can make the library allocate.
  static constexpr std::size_t kMostMessageBytes = 64UL << 20;
  static constexpr std::size_t kMostFds = 8;

  explicit Channel(UniqueFd socket) noexcept : socket_(std::move(socket)) {}
  // Two connected ends, close-on-exec.
  static std::pair<UniqueFd, UniqueFd> make_pair();

  // Error{worker_lost} when the other side is gone. `fds` are borrowed.
  void send(std::uint32_t type, std::string_view body, const std::vector<int>& fds = {}) const;
  // The next whole message. Error{worker_lost} at end of file or when it breaks the bounds.
  Packet receive() const;
  // Overwrites what receive() keeps of the last message besides the packet.
  void wipe_received() const noexcept;

  int fd() const noexcept { return socket_.get(); }
  void close() noexcept { socket_.reset(); }

 private:
  UniqueFd socket_;
  mutable std::unique_ptr<char[]> buffer_;  // of receive(), kPacketBytes; made when first used
};

}  // namespace vixmount::worker
