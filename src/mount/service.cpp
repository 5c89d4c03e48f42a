#include "mount/service.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>

#include <sys/sysmacros.h>

#include "base/checked.hpp"
#include "fs/posix_mode.hpp"
#include "mount/errno_code.hpp"

namespace vixmount::mount {
namespace {

timespec time_of(const fs::Timestamp& time) noexcept {
  return {time.seconds, static_cast<long>(std::min(time.nanoseconds, 999'999'999U))};
}

}  // namespace

Service::Service(fs::FileSystemPtr file_system, const ServeOptions& options, Log log)
    : file_system_(std::move(file_system)),
      contents_(*file_system_),
      root_(file_system_->root()),
      options_(options),
      log_(std::move(log)),
      // What programs take as a good size to read by; a guest's cluster may be huge.
      block_size_(static_cast<blksize_t>(
          std::clamp<std::uint64_t>(file_system_->statistics().block_size, 512, 1 << 20))) {}

struct stat Service::stat_of(const fs::Attributes& attributes) const {
  const auto type = fs::type_bits(attributes.type);
  // The kernel would answer EIO as well, but nobody would learn why.
  if (type == 0)
    fail(ErrorKind::damaged, "node {} is of no type that Linux knows", attributes.node);
  if (attributes.size > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max()))
    fail(ErrorKind::damaged, "node {} claims a size of {} bytes", attributes.node, attributes.size);
  struct stat result {};
  result.st_ino = attributes.node;
  result.st_mode = type | (attributes.permissions & 07777U & ~options_.umask);
  result.st_nlink = attributes.link_count;
  result.st_uid = options_.owner.value_or(attributes.owner);
  result.st_gid = options_.group.value_or(attributes.group);
  result.st_rdev = makedev(attributes.device_major, attributes.device_minor);
  result.st_size = static_cast<off_t>(attributes.size);
  result.st_blksize = block_size_;
  result.st_blocks = static_cast<blkcnt_t>(divide_rounding_up(attributes.allocated_size, 512));
  result.st_atim = time_of(attributes.accessed);
  result.st_mtim = time_of(attributes.modified);
  result.st_ctim = time_of(attributes.changed);
  return result;
}

fuse_entry_param Service::entry_of(const fs::Attributes& attributes) const {
  fuse_entry_param entry{};
  entry.ino = number_of(attributes.node);
  entry.generation = attributes.generation;
  entry.attr = stat_of(attributes);
  entry.attr_timeout = kForever;
  entry.entry_timeout = kForever;
  return entry;
}

void Service::report(std::string_view operation, fs::NodeId node, std::string_view what) noexcept {
  const auto number = reports_.fetch_add(1, std::memory_order_relaxed);
  if (number > kMostReports) return;
  try {
    if (number == kMostReports)
      log_.warning("mount: more faults of this volume are not reported");
    else
      log_.warning("mount: {} of node {}: {}", operation, node, what);
  } catch (...) {  // no memory for a message: the reader still gets the errno
    return;
  }
}

void reply_exception(fuse_req_t request, std::string_view operation, fuse_ino_t number) noexcept {
  auto& service = service_of(request);
  int code = EIO;
  try {
    throw;
  } catch (const Error& error) {
    code = errno_of(error.kind());
    // An absent name or attribute is an everyday answer.
    if (error.kind() != ErrorKind::not_found && error.kind() != ErrorKind::no_attribute)
      service.report(operation, service.node_of(number), error.what());
  } catch (const std::bad_alloc&) {
    code = ENOMEM;
  } catch (const std::exception& error) {
    service.report(operation, service.node_of(number), error.what());
  } catch (...) {
    service.report(operation, service.node_of(number), "unknown exception");
  }
  fuse_reply_err(request, code);
}

}  // namespace vixmount::mount
