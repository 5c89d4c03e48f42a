// What the commands need of an open disk set. The real one is worker::DiskSet; tests put a fake in
// its place. The members mean what those of worker/client/disk_set.hpp mean.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "cli/arguments.hpp"
#include "worker/client/disk_set.hpp"

namespace vixmount::cli {

class Session {
 public:
  using EntryVisitor = std::function<void(const worker::Entry&)>;
  using ExtentVisitor = std::function<void(std::uint64_t, const worker::ContentExtent&)>;

  Session() = default;
  virtual ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  virtual const worker::DiskSetDescription& description() const = 0;
  virtual const std::vector<guest::GuestSystem>& systems() = 0;

  virtual std::vector<fs::SubvolumeEntry> subvolumes(std::uint32_t volume) = 0;

  virtual worker::Entry find(std::uint32_t volume, const std::string& path,
                             bool follow_last_link) = 0;
  virtual void walk(const worker::Location& start, const std::string& guest_path, bool recursive,
                    const EntryVisitor& visit) = 0;
  virtual std::vector<worker::Xattr> xattrs(const worker::Location& location) = 0;
  virtual std::vector<worker::Stream> streams(const worker::Location& location) = 0;
  virtual std::uint64_t map(const worker::Location& location, const ExtentVisitor& visit) = 0;
  virtual std::string read(const worker::Location& location, std::uint64_t offset,
                           std::uint32_t length) = 0;
  virtual const io::HostFile& host_file(std::uint32_t id) const = 0;

  virtual std::string mount(std::uint32_t volume, const worker::MountOptions& options) = 0;
  virtual void dismount(std::uint32_t volume, bool force) = 0;
  virtual bool wait_for_end(int stop_fd) const = 0;
};

using SessionPtr = std::unique_ptr<Session>;
using SessionFactory =
    std::function<SessionPtr(const Arguments&, std::vector<volume::Key>, const Log&)>;

// Opens the disks that the command line names in a worker process; only the command mount may mount
// them.
SessionPtr open_session(const Arguments& arguments, std::vector<volume::Key> keys, const Log& log);

}  // namespace vixmount::cli
