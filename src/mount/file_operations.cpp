// open, read, lseek.
#include <algorithm>
#include <cerrno>
#include <vector>

#include <unistd.h>

#include "mount/service.hpp"

namespace vixmount::mount {
namespace {

// Tells the kernel not to ask again (FUSE_NO_OPEN_SUPPORT): it opens and closes files by itself,
// and keeps what it has read of them for whoever opens them later.
void open(fuse_req_t request, fuse_ino_t, fuse_file_info*) { fuse_reply_err(request, ENOSYS); }

void read(fuse_req_t request, fuse_ino_t number, std::size_t size, off_t offset, fuse_file_info*) {
  answer(request, "read", number, [&](Service& service) {
    const auto held = service.contents().content_of(service.node_of(number));
    const auto& content = *held;
    const auto begin = std::min(static_cast<std::uint64_t>(offset), content.size());
    const auto count = std::min<std::uint64_t>(size, content.size() - begin);
    thread_local std::vector<std::byte> buffer;
    if (buffer.size() < count) buffer.resize(count);
    content.read(begin, std::span(buffer).first(count));
    fuse_reply_buf(request, reinterpret_cast<const char*>(buffer.data()), count);
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
