#include "capi/disklib/open_disk.hpp"

#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::capi {
namespace {

// The disk whose callback runs on this thread: to wait there for that disk would be to wait for
// oneself.
constinit thread_local const OpenDisk* in_callback_of = nullptr;

}  // namespace

OpenDisk::OpenDisk(DiskName name, std::uint32_t flags, std::shared_ptr<const Connection> connection,
                   disk::Disk disk)
    : name_(std::move(name)),
      flags_(flags),
      connection_(std::move(connection)),
      disk_(std::move(disk)) {}

bool OpenDisk::is_read_only() const noexcept {
  return (flags_ & VIXDISKLIB_FLAG_OPEN_READ_ONLY) != 0 || connection_->read_only;
}

std::uint64_t OpenDisk::sectors() const noexcept {
  return disk_.source->size() / VIXDISKLIB_SECTOR_SIZE;
}

void OpenDisk::check_range(std::uint64_t start_sector, std::uint64_t sector_count) const {
  if (!fits(start_sector, sector_count, sectors()))
    fail(ErrorKind::out_of_range, "{}: {} sectors from sector {} on go beyond the capacity of {}",
         name_.path, sector_count, start_sector, sectors());
}

void OpenDisk::read(std::uint64_t start_sector, std::uint64_t sector_count,
                    std::uint8_t* buffer) const {
  disk_.source->read(
      start_sector * VIXDISKLIB_SECTOR_SIZE,
      std::as_writable_bytes(std::span(buffer, sector_count * VIXDISKLIB_SECTOR_SIZE)));
}

void OpenDisk::start_request(AsyncPool& pool, std::function<VixError()> work,
                             VixDiskLibCompletionCB callback, void* callback_data) {
  AsyncPool::Task task = [self = shared_from_this(), work = std::move(work), callback,
                          callback_data] {
    const VixError result = work();
    const auto* const outer = std::exchange(in_callback_of, self.get());
    callback(callback_data, result);
    in_callback_of = outer;
    self->finish_request();
  };
  {
    const std::scoped_lock lock(mutex_);
    ++requests_;
  }
  try {
    pool.submit(std::move(task));
  } catch (...) {
    finish_request();
    throw;
  }
}

bool OpenDisk::wait_for_requests() {
  if (in_callback_of == this) return false;
  std::unique_lock lock(mutex_);
  finished_.wait(lock, [this] { return requests_ == 0; });
  return true;
}

void OpenDisk::finish_request() {
  const std::scoped_lock lock(mutex_);
  if (--requests_ == 0) finished_.notify_all();
}

}  // namespace vixmount::capi
