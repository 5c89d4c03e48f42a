// open, read, lseek.
#include <algorithm>
#include <cerrno>
#include <memory>
#include <span>

#include <unistd.h>

#include "mount/service.hpp"

namespace vixmount::mount {
namespace {

// The mark of a file that was opened directly; nothing else is kept per open file.
constexpr std::uint64_t kDirectHandle = 1;
// The kernel asks for 256 pages at most.
constexpr std::size_t kMostReadBytes = 1 << 20;

void open(fuse_req_t request, fuse_ino_t number, fuse_file_info* info) {
  answer(request, "open", number, [&](Service& service) {
    auto& opens = service.opens();
    const auto size =
        opens.direct_allowed() ? service.files().attributes(service.node_of(number)).size : 0;
    const auto mode = opens.open(size);
    if (mode == OpenMode::by_kernel) {
      fuse_reply_err(request, ENOSYS);  // the kernel remembers (FUSE_NO_OPEN_SUPPORT)
      return;
    }
    info->direct_io = mode == OpenMode::direct;
    info->keep_cache = 1;
    info->noflush = 1;
    info->fh = mode == OpenMode::direct ? kDirectHandle : 0;
    fuse_reply_open(request, info);
  });
}

// Memory for one reply, of the calling thread. Not initialised: pages that no reply needed are
// never touched.
std::span<std::byte> reply_buffer() {
  thread_local const std::unique_ptr<std::byte[]> bytes(new std::byte[kMostReadBytes]);
  return {bytes.get(), kMostReadBytes};
}

void reply_bytes(fuse_req_t request, std::span<const std::byte> bytes) noexcept {
  fuse_reply_buf(request, reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void read_and_reply(fuse_req_t request, const io::ByteSource& content, std::uint64_t offset,
                    std::size_t count) {
  const auto bytes = reply_buffer().first(count);
  content.read(offset, bytes);
  reply_bytes(request, bytes);
}

// Copies through memory: the buffer stays in the processor's cache, and splicing host files into
// the device was measured at a third of this speed.
void read(fuse_req_t request, fuse_ino_t number, std::size_t size, off_t offset,
          fuse_file_info* info) {
  answer(request, "read", number, [&](Service& service) {
    const auto node = service.node_of(number);
    const auto content = service.contents().content_of(node);
    const auto begin = std::min(static_cast<std::uint64_t>(offset), content->size());
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(
        {size, content->size() - begin, static_cast<std::uint64_t>(kMostReadBytes)}));
    if (info->fh != kDirectHandle) return read_and_reply(request, *content, begin, count);
    service.opens().direct_read(size);
    if (size < OpenPolicy::kLargeRead) return read_and_reply(request, *content, begin, count);
    auto& ahead = service.read_ahead();
    if (const auto held = ahead.take(node, begin, count))
      reply_bytes(request, held->bytes());
    else
      read_and_reply(request, *content, begin, count);
    ahead.continue_behind(node, *content, begin, count);
  });
}

// SEEK_DATA and SEEK_HOLE; the kernel does the others itself.
void seek(fuse_req_t request, fuse_ino_t number, off_t offset, int whence, fuse_file_info*) {
  answer(request, "lseek", number, [&](Service& service) {
    const auto held = service.contents().content_of(service.node_of(number));
    const auto& content = *held;
    if (whence != SEEK_DATA && whence != SEEK_HOLE)
      fail(ErrorKind::invalid_argument, "seek of kind {}", whence);
    auto position = static_cast<std::uint64_t>(offset);
    if (offset < 0 || position >= content.size()) {
      fuse_reply_err(request, ENXIO);
      return;
    }
    while (position < content.size()) {
      const auto extent = content.map(position, content.size() - position);
      if (extent.reads_as_zero() == (whence == SEEK_HOLE)) break;
      position += extent.length;
    }
    // Every file ends with a hole.
    if (whence == SEEK_DATA && position == content.size())
      fuse_reply_err(request, ENXIO);
    else
      fuse_reply_lseek(request, static_cast<off_t>(position));
  });
}

}  // namespace

void add_file_operations(fuse_lowlevel_ops& operations) {
  operations.open = open;
  operations.read = read;
  operations.lseek = seek;
}

}  // namespace vixmount::mount
