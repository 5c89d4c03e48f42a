// What stands behind a disk handle.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "capi/disk_name.hpp"
#include "capi/disklib/async_pool.hpp"
#include "disk/disk.hpp"
#include "vixDiskLib.h"

namespace vixmount::capi {

// Behind a connection handle. Immutable. All connections are local, so there is little to know.
struct Connection {
  bool read_only = false;
  long private_use = 0;
  VixDiskLibCredType credential_type{};
  std::uint32_t port = 0;
  std::uint32_t nfc_host_port = 0;
};

// All members may be called from any thread. Held by shared_ptr: by the registry, by calls in
// progress, and by each asynchronous request.
class OpenDisk : public std::enable_shared_from_this<OpenDisk> {
 public:
  // Keeps `connection` alive, so that it may be disconnected first.
  OpenDisk(DiskName name, std::uint32_t flags, std::shared_ptr<const Connection> connection,
           disk::Disk disk);

  const DiskName& name() const noexcept { return name_; }
  std::uint32_t flags() const noexcept { return flags_; }
  bool is_read_only() const noexcept;
  const disk::DiskInfo& info() const noexcept { return disk_.info; }
  const io::ByteSource& source() const noexcept { return *disk_.source; }
  std::uint64_t sectors() const noexcept;  // whole ones

  // Throws Error{out_of_range} unless the sectors lie inside the disk.
  void check_range(std::uint64_t start_sector, std::uint64_t sector_count) const;
  // The range has been checked.
  void read(std::uint64_t start_sector, std::uint64_t sector_count, std::uint8_t* buffer) const;

  // Runs `work` on the pool and then calls `callback` with its result. Throws, and does neither,
  // when the request cannot be queued.
  void start_request(AsyncPool& pool, std::function<VixError()> work,
                     VixDiskLibCompletionCB callback, void* callback_data);
  // Waits until the callbacks of all requests have returned. False, at once, inside such a
  // callback.
  bool wait_for_requests();

 private:
  void finish_request();

  DiskName name_;
  std::uint32_t flags_;
  std::shared_ptr<const Connection> connection_;
  disk::Disk disk_;

  std::mutex mutex_;
  std::condition_variable finished_;
  std::size_t requests_ = 0;
};

}  // namespace vixmount::capi
