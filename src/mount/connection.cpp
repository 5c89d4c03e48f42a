#include "mount/connection.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <linux/fuse.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/error.hpp"

namespace vixmount::mount {
namespace {

// Largest request: the kernel wants room for one write of the session's max_write besides headers.
// Writes never come (the mount is read-only), the pages behind the first are never touched.
constexpr std::size_t kHeaderRoom = 4096;
constexpr std::size_t kMostPages = 256;  // libfuse 3.14 negotiates this many per request
constexpr std::size_t kBufferBytes = kMostPages * 4096 + kHeaderRoom;

// Kernel 6.6 (protocol 7.39), INIT flag 36: shared mappings of files that are open with direct_io.
// libfuse 3.14 knows no flag beyond the first 32, so it is put into its reply on the way out.
constexpr std::uint32_t kDirectIoAllowMmap = 1U << (36 - 32);

// True while this thread answers an INIT whose reply gets the flag.
thread_local bool adds_direct_mmap = false;

bool add_direct_mmap(const iovec* parts, int count) {
  fuse_out_header header{};
  fuse_init_out reply{};
  if (count != 2 || parts[0].iov_len != sizeof(header) || parts[1].iov_len != sizeof(reply))
    return false;
  std::memcpy(&reply, parts[1].iov_base, sizeof(reply));
  reply.flags |= FUSE_INIT_EXT;
  reply.flags2 |= kDirectIoAllowMmap;
  std::memcpy(parts[1].iov_base, &reply, sizeof(reply));
  return true;
}

void initialise(void*, fuse_conn_info* connection) {
  const unsigned wanted = FUSE_CAP_ASYNC_READ | FUSE_CAP_ASYNC_DIO | FUSE_CAP_PARALLEL_DIROPS |
                          FUSE_CAP_READDIRPLUS | FUSE_CAP_CACHE_SYMLINKS |
                          FUSE_CAP_NO_OPEN_SUPPORT | FUSE_CAP_NO_OPENDIR_SUPPORT |
                          FUSE_CAP_EXPLICIT_INVAL_DATA;
  connection->want = connection->capable & wanted;
  connection->max_background = 64;
  connection->congestion_threshold = 48;
}

}  // namespace

struct Connection::Hooks {
  // A reply that cannot be delivered has nobody left who waits for it: the request was
  // interrupted, or the mount is gone, which the next receive() learns.
  static ssize_t write(int fd, iovec* parts, int count, void* user) {
    // Before the reply is written: the first open may follow at once.
    if (adds_direct_mmap && add_direct_mmap(parts, count))
      static_cast<Service*>(user)->opens().allow_direct();
    ssize_t written = ::writev(fd, parts, count);
    if (written >= 0) return written;
    written = 0;
    for (int i = 0; i < count; ++i) written += static_cast<ssize_t>(parts[i].iov_len);
    return written;
  }
  static ssize_t read(int fd, void* buffer, std::size_t size, void*) {
    return ::read(fd, buffer, size);
  }
};

Connection::Connection(UniqueFd fd, fs::FileSystemPtr file_system, const ServeOptions& options,
                       Log log)
    : service_(std::move(file_system), options, std::move(log)), fd_(fd.get()) {
  fuse_lowlevel_ops operations{};
  operations.init = initialise;
  add_node_operations(operations);
  add_directory_operations(operations);
  add_file_operations(operations);
  add_xattr_operations(operations);

  std::array<char, 9> name{"vixmount"};
  std::array<char*, 2> argv{name.data(), nullptr};
  fuse_args arguments{1, argv.data(), 0};
  session_ = fuse_session_new(&arguments, &operations, sizeof(operations), &service_);
  fuse_opt_free_args(&arguments);  // libfuse replaces the array by one of its own
  if (session_ == nullptr) fail(ErrorKind::internal, "libfuse refused to make a session");
  fuse_custom_io io{};
  io.writev = Hooks::write;
  io.read = Hooks::read;
  const int result = fuse_session_custom_io(session_, &io, fd.get());
  if (result != 0) {
    fuse_session_destroy(session_);
    throw Error::from_errno(-result, "libfuse did not accept the /dev/fuse descriptor");
  }
  (void)fd.release();
}

Connection::~Connection() { fuse_session_destroy(session_); }

std::size_t Connection::buffer_bytes() noexcept { return kBufferBytes; }

Connection::Request Connection::receive(std::span<std::byte> buffer) const {
  const auto count = ::read(fd_, buffer.data(), buffer.size());
  if (count >= 0) return {Received::request, static_cast<std::size_t>(count)};
  // ENOENT: the request was interrupted before it was handed over.
  if (errno == EINTR || errno == EAGAIN || errno == ENOENT) return {Received::interrupted, 0};
  if (errno != ENODEV)
    service_.log().warning("mount: {}", Error::from_errno(errno, "reading /dev/fuse").message());
  return {Received::ended, 0};
}

void Connection::process(std::span<std::byte> buffer, std::size_t length) {
  fuse_buf request{};
  request.mem = buffer.data();
  request.size = length;
  fuse_in_header header{};
  if (length >= sizeof(header)) std::memcpy(&header, buffer.data(), sizeof(header));
  if (header.opcode == FUSE_INIT)
    process_init(request);
  else
    fuse_session_process_buf(session_, &request);
}

void Connection::process_init(fuse_buf& request) {
  fuse_init_in offered{};
  if (request.size >= sizeof(fuse_in_header) + sizeof(offered))
    std::memcpy(&offered, static_cast<std::byte*>(request.mem) + sizeof(fuse_in_header),
                sizeof(offered));
  adds_direct_mmap =
      (offered.flags & FUSE_INIT_EXT) != 0 && (offered.flags2 & kDirectIoAllowMmap) != 0;
  fuse_session_process_buf(session_, &request);
  adds_direct_mmap = false;
}

}  // namespace vixmount::mount
