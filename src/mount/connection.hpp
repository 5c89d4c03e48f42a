// One FUSE connection: a libfuse session on a descriptor that someone else mounted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/unique_fd.hpp"
#include "mount/service.hpp"

namespace vixmount::mount {

class Connection {
 public:
  Connection(UniqueFd fd, fs::FileSystemPtr file_system, const ServeOptions& options, Log log);
  ~Connection();  // closes the descriptor
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  enum class Received : std::uint8_t {
    request,      // `buffer` holds one, of the returned length
    interrupted,  // by a signal: look whether to stop
    ended,        // the mount is gone
  };
  struct Request {
    Received received = Received::ended;
    std::size_t length = 0;
  };

  // Waits for a request. Many threads may wait at once, each with its own buffer.
  Request receive(std::span<std::byte> buffer) const;
  // Answers it.
  void process(std::span<std::byte> buffer, std::size_t length);

  // What a buffer for receive() must hold (the kernel insists, although requests are small here).
  static std::size_t buffer_bytes() noexcept;

 private:
  struct Hooks;

  void process_init(fuse_buf& request);

  Service service_;
  int fd_;  // owned by session_
  fuse_session* session_ = nullptr;
};

}  // namespace vixmount::mount
