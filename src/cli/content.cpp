#include "cli/content.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "cli/output.hpp"

namespace vixmount::cli {
namespace {

// Moved between two looks at the clock and at signals.
constexpr std::uint64_t kPieceBytes = 16ULL << 20;
// Asked of the worker at once: what one of its answers holds.
constexpr std::uint64_t kReadBytes = worker::ReadContent::kMostReadBytes;
// As much as an ordinary user may have in a pipe (/proc/sys/fs/pipe-max-size).
constexpr int kPipeBytes = 1 << 20;

ssize_t by_copy_file_range(int from, std::uint64_t position, int to, std::size_t length) {
  auto offset = static_cast<off_t>(position);
  return ::copy_file_range(from, &offset, to, nullptr, length, 0);
}

ssize_t by_splice(int from, std::uint64_t position, int to, std::size_t length) {
  auto offset = static_cast<off_t>(position);
  return ::splice(from, &offset, to, nullptr, length, SPLICE_F_MOVE | SPLICE_F_MORE);
}

ssize_t by_sendfile(int from, std::uint64_t position, int to, std::size_t length) {
  auto offset = static_cast<off_t>(position);
  return ::sendfile(to, from, &offset, length);
}

ssize_t by_read_and_write(int from, std::uint64_t position, int to, std::size_t length) {
  static constexpr std::size_t kBufferBytes = 256UL << 10;
  static thread_local std::vector<char> buffer(kBufferBytes);
  const auto count =
      ::pread(from, buffer.data(), std::min(length, buffer.size()), static_cast<off_t>(position));
  if (count > 0) write_fully(to, {buffer.data(), static_cast<std::size_t>(count)});
  return count;
}

// Errors by which the kernel says that this way does not work for this pair of files.
bool means_try_another_way(int error_number) {
  switch (error_number) {
    case EINVAL:
    case EXDEV:
    case ENOSYS:
    case EOPNOTSUPP:
    case EBADF:  // copy_file_range: the destination is open for appending
    case EPERM:  // copy_file_range: sealed, swap file; or a container's filter
    case ETXTBSY:
      return true;
    default:
      return false;
  }
}

void wait_until_writable(int fd) {
  pollfd writable{fd, POLLOUT, 0};
  ::poll(&writable, 1, -1);
}

void require_sizes_agree(std::uint64_t described, std::uint64_t size) {
  if (described != size)
    fail(ErrorKind::worker_lost, "the worker described {} bytes of a file of {}", described, size);
}

void transfer_extent(Session& session, const worker::Location& location, std::uint64_t offset,
                     const worker::ContentExtent& extent, ContentSink& sink) {
  const auto end = offset + extent.length;
  switch (extent.kind) {
    case io::ExtentKind::data:
      sink.host_range(session.host_file(extent.host_file), extent.position, extent.length);
      break;
    case io::ExtentKind::zero:
    case io::ExtentKind::hole:
      sink.zeros(extent.length);
      break;
    case io::ExtentKind::opaque:
      while (offset < end) {
        const auto length = std::min(kReadBytes, end - offset);
        const auto bytes = session.read(location, offset, static_cast<std::uint32_t>(length));
        sink.bytes(bytes);
        offset += bytes.size();
      }
      break;
    default:
      fail(ErrorKind::worker_lost, "an extent of an unknown kind");
  }
}

}  // namespace

ContentMap ContentMap::of(Session& session, const worker::Location& location) {
  ContentMap map;
  std::uint64_t end = 0;
  map.size_ = session.map(location, [&](std::uint64_t offset, const worker::ContentExtent& extent) {
    end = offset + extent.length;
    map.add(extent);
  });
  require_sizes_agree(end, map.size_);
  return map;
}

// Neighbours that say the same become one: a hole is told in pieces.
void ContentMap::add(const worker::ContentExtent& extent) {
  if (!extents_.empty() && is_whole_) {
    auto& last = extents_.back();
    const bool goes_on =
        extent.kind != io::ExtentKind::data ||
        (extent.host_file == last.host_file && extent.position == last.position + last.length);
    if (extent.kind == last.kind && goes_on) {
      last.length += extent.length;
      return;
    }
  }
  if (extents_.size() < kMostExtents)
    extents_.push_back(extent);
  else
    is_whole_ = false;
}

std::uint64_t transfer_content(Session& session, const worker::Location& location,
                               ContentSink& sink) {
  std::uint64_t end = 0;
  const auto size =
      session.map(location, [&](std::uint64_t offset, const worker::ContentExtent& extent) {
        end = offset + extent.length;
        transfer_extent(session, location, offset, extent, sink);
      });
  require_sizes_agree(end, size);
  return size;
}

std::uint64_t transfer_content(Session& session, const worker::Location& location,
                               const ContentMap& map, ContentSink& sink) {
  if (!map.is_whole()) return transfer_content(session, location, sink);
  std::uint64_t offset = 0;
  for (const auto& extent : map.extents()) {
    transfer_extent(session, location, offset, extent, sink);
    offset += extent.length;
  }
  return offset;
}

RangeMover::RangeMover(int to, Tick tick) : to_(to), tick_(std::move(tick)) {
  struct stat status {};
  if (::fstat(to, &status) != 0) throw Error::from_errno(errno, "looking at the output");
  if (S_ISFIFO(status.st_mode)) {
    ::fcntl(to, F_SETPIPE_SZ, kPipeBytes);  // only faster; a smaller pipe works as well
    ways_ = {by_splice, by_read_and_write};
  } else if (S_ISREG(status.st_mode)) {
    ways_ = {by_copy_file_range, by_sendfile, by_read_and_write};
  } else {
    ways_ = {by_sendfile, by_read_and_write};
  }
}

void RangeMover::move(const io::HostFile& file, std::uint64_t position, std::uint64_t length) {
  while (length > 0) {
    const auto moved = move_some(file, position, std::min(length, kPieceBytes));
    position += moved;
    length -= moved;
    tick_(moved);
  }
}

std::uint64_t RangeMover::move_some(const io::HostFile& file, std::uint64_t position,
                                    std::uint64_t length) {
  for (;;) {
    const auto count = ways_.front()(file.fd(), position, to_, length);
    if (count > 0) return static_cast<std::uint64_t>(count);
    const int reason = count < 0 ? errno : 0;
    const bool is_last_way = ways_.size() == 1;
    // Some file systems answer copy_file_range and sendfile with 0 although bytes are there.
    if (!is_last_way && (reason == 0 || means_try_another_way(reason))) {
      ways_.erase(ways_.begin());
    } else if (reason == 0) {
      fail(ErrorKind::io, "{} ends before byte {}; it was cut while it was read", file.name(),
           position);
    } else if (reason == EAGAIN) {
      wait_until_writable(to_);
    } else if (reason == EPIPE) {
      throw OutputClosed();
    } else if (reason != EINTR) {
      throw Error::from_errno(reason,
                              fmt::format("copying from {} at byte {}", file.name(), position));
    }
  }
}

void StreamSink::zeros(std::uint64_t length) {
  static constexpr std::array<char, 128UL << 10> kZeros{};
  while (length > 0) {
    const auto count = std::min<std::uint64_t>(length, kZeros.size());
    bytes({kZeros.data(), static_cast<std::size_t>(count)});
    length -= count;
  }
}

void StreamSink::bytes(std::string_view bytes) {
  write_fully(fd_, bytes);
  tick_(bytes.size());
}

void NewFileSink::host_range(const io::HostFile& file, std::uint64_t position,
                             std::uint64_t length) {
  mover_.move(file, position, length);
  size_ += length;
}

void NewFileSink::zeros(std::uint64_t length) {
  if (__builtin_add_overflow(size_, length, &size_) ||
      ::lseek(fd_, static_cast<off_t>(length), SEEK_CUR) < 0)
    throw Error::from_errno(EFBIG, "leaving a hole");
  tick_(0);
}

void NewFileSink::bytes(std::string_view bytes) {
  write_fully(fd_, bytes);
  size_ += bytes.size();
  tick_(bytes.size());
}

void NewFileSink::finish() {
  if (::ftruncate(fd_, static_cast<off_t>(size_)) != 0)
    throw Error::from_errno(errno, "giving the file its length");
}

}  // namespace vixmount::cli
