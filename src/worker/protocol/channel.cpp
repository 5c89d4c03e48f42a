#include "worker/protocol/channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/uio.h>

#include "base/error.hpp"

namespace vixmount::worker {
namespace {

struct PacketHeader {
  std::uint32_t type;
  std::uint32_t more;  // bytes of the message that follow in further packets
};

[[noreturn]] void lost(std::string_view what) {
  fail(ErrorKind::worker_lost, "the connection to the worker process broke ({})", what);
}

void attach_fds(msghdr& message, char* control, const std::vector<int>& fds) {
  if (fds.size() > Channel::kMostFds)
    fail(ErrorKind::internal, "{} descriptors in a message", fds.size());
  message.msg_control = control;
  message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
  std::memcpy(CMSG_DATA(header), fds.data(), fds.size() * sizeof(int));
}

void collect_fds(msghdr& message, std::vector<UniqueFd>& fds) {
  for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const auto count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
      fds.emplace_back(fd);
    }
  }
}

}  // namespace

std::pair<UniqueFd, UniqueFd> Channel::make_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw Error::from_errno(errno, "creating a socket pair");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void Channel::send(std::uint32_t type, std::string_view body, const std::vector<int>& fds) const {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostFds * sizeof(int))> control{};
  bool first = true;
  do {
    const auto piece = body.substr(0, kPacketBytes);
    body.remove_prefix(piece.size());
    PacketHeader header{type, static_cast<std::uint32_t>(body.size())};
    // sendmsg does not write through iov_base; the type is shared with recvmsg.
    std::array<iovec, 2> parts{
        {{&header, sizeof(header)}, {const_cast<char*>(piece.data()), piece.size()}}};  // NOLINT
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    if (first && !fds.empty()) attach_fds(message, control.data(), fds);
    first = false;
    while (::sendmsg(socket_.get(), &message, MSG_NOSIGNAL) < 0)
      if (errno != EINTR) lost(std::strerror(errno));
  } while (!body.empty());
}

Packet Channel::receive() const {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostFds * sizeof(int))> control{};
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(kPacketBytes);
  Packet packet;
  for (bool first = true;; first = false) {
    PacketHeader header{};
    std::array<iovec, 2> parts{{{&header, sizeof(header)}, {buffer_.get(), kPacketBytes}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    ssize_t count = 0;
    do count = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    if (count < 0) lost(std::strerror(errno));
    if (count == 0) lost("it has ended");
    collect_fds(message, packet.fds);
    if (static_cast<std::size_t>(count) < sizeof(header) ||
        (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
        (!first && header.type != packet.type) ||
        packet.body.size() + header.more > kMostMessageBytes)
      lost("a malformed message");
    const auto piece = static_cast<std::size_t>(count) - sizeof(header);
    if (header.more != 0 && piece == 0)
      lost("a malformed message");  // no progress: never loop on it
    packet.type = header.type;
    // In one piece of memory, so that a message with keys leaves no copies behind.
    if (first) packet.body.reserve(piece + header.more);
    packet.body.append(buffer_.get(), piece);
    if (header.more == 0) return packet;
  }
}

void Channel::wipe_received() const noexcept {
  if (buffer_) ::explicit_bzero(buffer_.get(), kPacketBytes);
}

}  // namespace vixmount::worker
