// What every FUSE operation works with, and the one wrapper that all of them pass.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "fs/file_system.hpp"
#include "mount/content_cache.hpp"
#include "mount/fuse_api.hpp"
#include "mount/open_policy.hpp"
#include "mount/read_ahead.hpp"
#include "mount/server.hpp"

namespace vixmount::mount {

// The kernel keeps entries and attributes as long as it likes: nothing changes in a snapshot.
constexpr double kForever = 1e9;  // seconds

// Shared by the serving threads; keeps nothing per node but the contents read last.
class Service {
 public:
  Service(fs::FileSystemPtr file_system, const ServeOptions& options, Log log);

  const fs::FileSystem& files() const noexcept { return *file_system_; }
  ContentCache& contents() noexcept { return contents_; }
  OpenPolicy& opens() noexcept { return opens_; }
  ReadAhead& read_ahead() noexcept { return read_ahead_; }
  const Log& log() const noexcept { return log_; }

  // FUSE calls the root FUSE_ROOT_ID; the node that has this number in the guest gets the root's.
  fs::NodeId node_of(fuse_ino_t number) const noexcept { return swap_root(number); }
  fuse_ino_t number_of(fs::NodeId node) const noexcept { return swap_root(node); }

  // st_ino is the guest's own number. Error{damaged} for what no stat can hold.
  struct stat stat_of(const fs::Attributes& attributes) const;
  fuse_entry_param entry_of(const fs::Attributes& attributes) const;

  // Tells the log, for at most kMostReports faults: a damaged disk has more than anyone reads.
  void report(std::string_view operation, fs::NodeId node, std::string_view what) noexcept;

 private:
  static constexpr unsigned kMostReports = 200;

  std::uint64_t swap_root(std::uint64_t number) const noexcept {
    if (number == FUSE_ROOT_ID) return root_;
    return number == root_ ? FUSE_ROOT_ID : number;
  }

  fs::FileSystemPtr file_system_;
  ContentCache contents_;
  OpenPolicy opens_;
  ReadAhead read_ahead_;
  fs::NodeId root_;
  ServeOptions options_;
  Log log_;
  blksize_t block_size_;
  std::atomic<unsigned> reports_{0};
};

inline Service& service_of(fuse_req_t request) {
  return *static_cast<Service*>(fuse_req_userdata(request));
}

// Answers `request` with the errno of the exception being handled, and logs what a user would
// otherwise never learn.
void reply_exception(fuse_req_t request, std::string_view operation, fuse_ino_t number) noexcept;

// Every operation runs in here, so that no exception reaches libfuse. `body(service)` replies as
// its last act, after which it must not throw.
template <typename Body>
void answer(fuse_req_t request, std::string_view operation, fuse_ino_t number,
            Body&& body) noexcept {
  try {
    std::forward<Body>(body)(service_of(request));
  } catch (...) {
    reply_exception(request, operation, number);
  }
}

// The operations by group; each file fills in its own.
void add_node_operations(fuse_lowlevel_ops& operations);
void add_directory_operations(fuse_lowlevel_ops& operations);
void add_file_operations(fuse_lowlevel_ops& operations);
void add_xattr_operations(fuse_lowlevel_ops& operations);

}  // namespace vixmount::mount
