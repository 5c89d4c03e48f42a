#include "worker/client/disk_set.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "base/error.hpp"
#include "worker/client/check_description.hpp"
#include "worker/client/connection.hpp"
#include "worker/client/mount_folder.hpp"
#include "worker/client/mount_guard.hpp"
#include "worker/client/worker_process.hpp"

namespace vixmount::worker {

// Host files that were opened for the worker: it names them by number, the bytes are moved on this
// side.
class HostFiles {
 public:
  HostFiles(disk::PathPolicy policy, const std::vector<DiskRequest>& disks)
      : opener_(with_folders_of_referrers(std::move(policy), disks)) {
    for (const auto& disk : disks) referrers_[disk.path] = disk.referrer;
  }

  // Answers the worker's question, with the descriptor or with why not.
  void answer(const Channel& channel, const OpenFile& question) {
    try {
      // Descriptors that a chain of the greatest depth with split extents may need, and no more.
      constexpr std::size_t kMostFiles = 16384;
      if (files_.size() >= kMostFiles)
        fail(ErrorKind::limit_exceeded, "a disk set opens more than {} files", kMostFiles);
      auto opened = question.referrer.empty()
                        ? open_as_requested(question.name)
                        : opener_.open_related(question.referrer, question.name);
      files_.push_back(opened.file);
      const FileOpened reply{opened.path, static_cast<std::uint32_t>(files_.size())};
      channel.send(FileOpened::kType, encode(reply), {opened.file->fd()});
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::worker_lost) throw;
      channel.send(Failure::kType, encode(Failure{error.kind(), error.message(), error.offset()}));
    }
  }

  const io::HostFile& at(std::uint32_t id) const {
    if (id == 0 || id > files_.size())
      fail(ErrorKind::worker_lost, "the worker names host file {}, which it was never given", id);
    return *files_[id - 1];
  }

 private:
  static disk::PathPolicy with_folders_of_referrers(disk::PathPolicy policy,
                                                    const std::vector<DiskRequest>& disks) {
    for (const auto& disk : disks)
      if (const auto slash = disk.referrer.rfind('/'); slash != std::string::npos)
        policy.allowed_folders.push_back(disk.referrer.substr(0, slash + 1));
    return policy;
  }

  // A worker that was taken over must not name files of its own choice: only what the caller asked
  // for.
  disk::OpenedFile open_as_requested(const std::string& name) {
    const auto found = referrers_.find(name);
    if (found == referrers_.end())
      fail(ErrorKind::access_denied, "{} was not asked for by the caller", name);
    return found->second.empty() ? opener_.open_named(name)
                                 : opener_.open_related(found->second, name);
  }

  std::map<std::string, std::string> referrers_;  // of the disks that the caller named
  disk::LocalOpener opener_;
  std::vector<std::shared_ptr<const io::HostFile>> files_;
};

namespace {

void check_size(const std::vector<volume::Key>& keys) {
  std::size_t bytes = 0;
  for (const auto& key : keys) bytes += key.selector.size() + key.secret.size();
  if (bytes > kMostKeyBytes)
    fail(ErrorKind::limit_exceeded, "the keys have more than {} bytes together", kMostKeyBytes);
}

}  // namespace

class DiskSet::Impl {
 public:
  explicit Impl(DiskSetOptions options)
      : log(std::move(options.log)),
        mount_base(std::move(options.mount_folder)),
        files(std::move(options.policy), options.disks),
        process(options.mounts ? WorkerProcess::start_worker() : WorkerProcess::start_reader()),
        worker(process.requests(), log,
               [this](const Channel& channel, const OpenFile& question) {
                 files.answer(channel, question);
               }),
        keeper(process.control(), log) {
    OpenDisks request;
    check_size(options.keys);
    request.disks = std::move(options.disks);
    request.keys = std::move(options.keys);
    request.subvolumes = std::move(options.subvolumes);
    for (const auto level : {LogLevel::debug, LogLevel::info, LogLevel::warning})
      if (!request.log && log.enabled(level)) request.log = level;
    description = worker.call(request);
    check_description(description);
  }

  ~Impl() {
    if (!guard) process.kill();  // never mounted
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // Requests to the worker, one at a time. A batch that a walk has asked for ahead is received
  // first, since answers come in order.
  template <typename Request>
  typename Request::Result call(const Request& request, const std::vector<int>& fds = {}) {
    const std::lock_guard lock(mutex);
    settle_prefetch();
    return worker.call(request, fds);
  }

  // Receives what walks have asked for ahead: answers come in the order of the requests.
  void settle_prefetch() {
    while (batches_due > 0) receive_batch();
  }

  void receive_batch() {
    --batches_due;
    batches.push_back(worker.receive<NextBatch>());
  }

  void ask_for_batch() {
    worker.send(NextBatch{});
    ++batches_due;
  }

  void begin_walk(const StartWalk& request) {
    const std::lock_guard lock(mutex);
    settle_prefetch();
    batches.clear();
    worker.call(request);
    walking = true;
    for (unsigned i = 0; i < kBatchesAhead; ++i) ask_for_batch();
  }

  // The next batch; another one is asked for before this one is looked at, so that the worker never
  // waits.
  NextBatch::Result take_batch() {
    const std::lock_guard lock(mutex);
    if (!walking) fail(ErrorKind::internal, "a second walk was started inside a walk");
    if (batches.empty()) receive_batch();
    auto batch = std::move(batches.front());
    batches.pop_front();
    walking = !batch.finished;
    if (walking) ask_for_batch();
    return batch;
  }

  UniqueFd mount_by_keeper(const KeeperMount& request) {
    if (!process.has_keeper()) fail(ErrorKind::internal, "the disks were opened for reading alone");
    if (!guard) guard = std::make_unique<MountGuard>(process.keeper_pidfd());
    guard->add(request.mount_point, request.make_folder);
    try {
      UniqueFd fuse;
      keeper.call(request, {}, &fuse);
      return fuse;
    } catch (const Error& error) {
      // A keeper that refused has cleaned up; one that is gone may have died half-way.
      if (error.kind() != ErrorKind::worker_lost) guard->remove(request.mount_point);
      throw;
    }
  }

  void unmount_by_keeper(const std::string& mount_point, bool lazy) {
    keeper.call(KeeperUnmount{mount_point, lazy});
    guard->remove(mount_point);
  }

  Log log;
  std::string mount_base;
  HostFiles files;
  std::unique_ptr<MountGuard> guard;  // above `process`, so that it is destroyed after it
  WorkerProcess process;
  Connection worker;
  Connection keeper;
  DiskSetDescription description;
  mutable std::mutex mutex;  // guards the sockets and all below
  // A walk's answers on their way and here, together at most kBatchesAhead + 1 of some 64 KiB.
  static constexpr unsigned kBatchesAhead = 3;
  bool walking = false;
  unsigned batches_due = 0;
  std::deque<NextBatch::Result> batches;
  std::optional<std::vector<guest::GuestSystem>> systems;
  std::map<std::uint32_t, std::string> mounts;  // volume -> mount point
  std::mutex mount_mutex;                       // one mount or dismount at a time
};

DiskSet::DiskSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

std::unique_ptr<DiskSet> DiskSet::open(DiskSetOptions options) {
  return std::unique_ptr<DiskSet>(new DiskSet(std::make_unique<Impl>(std::move(options))));
}

DiskSet::~DiskSet() = default;

const DiskSetDescription& DiskSet::description() const noexcept { return impl_->description; }

const VolumeDescription& DiskSet::volume(std::uint32_t number) const {
  const auto& volumes = impl_->description.volumes;
  if (number == 0 || number > volumes.size())
    fail(ErrorKind::not_found, "there is no volume {}; the disks hold {} volumes", number,
         volumes.size());
  return volumes[number - 1];
}

const std::vector<guest::GuestSystem>& DiskSet::systems() {
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->systems) {
    impl_->settle_prefetch();
    impl_->systems = impl_->worker.call(InspectGuests{}).systems;
  }
  return *impl_->systems;
}

std::string DiskSet::mount(std::uint32_t number, const MountOptions& options) {
  const std::string type = number == 0 ? "guest" : volume(number).identification.type;
  const std::lock_guard mount_lock(impl_->mount_mutex);
  if (const auto place = mount_point(number))
    fail(ErrorKind::mounted, "volume {} is mounted already, at {}", number, *place);
  // Opens the file system first: a volume that cannot be mounted must not leave a folder behind.
  impl_->call(Statistics{number});
  KeeperMount request;
  request.make_folder = options.mount_point.empty();
  request.mount_point =
      options.mount_point.empty()
          ? choose_mount_folder(impl_->mount_base, fmt::format("volume-{}", number))
          : options.mount_point;
  request.allow_other = options.allow_other;
  request.source_name = fmt::format("vixmount:{}", type);
  const UniqueFd fuse = impl_->mount_by_keeper(request);
  try {
    impl_->call(StartServing{number, options.serve}, {fuse.get()});
  } catch (...) {
    impl_->unmount_by_keeper(request.mount_point, true);
    throw;
  }
  const std::lock_guard lock(impl_->mutex);
  impl_->mounts[number] = request.mount_point;
  return request.mount_point;
}

void DiskSet::dismount(std::uint32_t number, bool force) {
  if (number != 0) volume(number);
  const std::lock_guard mount_lock(impl_->mount_mutex);
  const auto place = mount_point(number);
  if (!place) fail(ErrorKind::not_mounted, "volume {} is not mounted", number);
  impl_->unmount_by_keeper(*place, force);
  impl_->call(StopServing{number});
  const std::lock_guard lock(impl_->mutex);
  impl_->mounts.erase(number);
}

std::optional<std::string> DiskSet::mount_point(std::uint32_t number) const {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->mounts.find(number);
  if (found == impl_->mounts.end()) return std::nullopt;
  return found->second;
}

bool DiskSet::wait_for_end(int stop_fd) const {
  std::array<pollfd, 2> events{{{impl_->process.control().fd(), POLLIN, 0}, {stop_fd, POLLIN, 0}}};
  while (::poll(events.data(), events.size(), -1) < 0 && errno == EINTR) {
  }
  return events[0].revents != 0;
}

Entry DiskSet::find(std::uint32_t number, const std::string& path, bool follow_last_link) {
  if (number != 0) volume(number);
  return impl_->call(FindPath{number, path, follow_last_link}).entry;
}

void DiskSet::walk(const Location& start, const std::string& guest_path, bool recursive,
                   const std::function<void(const Entry&)>& visit) {
  impl_->begin_walk(StartWalk{start, guest_path, recursive});
  for (bool finished = false; !finished;) {
    const auto batch = impl_->take_batch();
    finished = batch.finished;
    for (const auto& entry : batch.entries) visit(entry);
  }
}

std::vector<Xattr> DiskSet::xattrs(const Location& location) {
  return impl_->call(ReadXattrs{location}).xattrs;
}

std::vector<fs::SubvolumeEntry> DiskSet::subvolumes(std::uint32_t number) {
  volume(number);
  return impl_->call(ListSubvolumes{number}).subvolumes;
}

std::vector<Stream> DiskSet::streams(const Location& location) {
  return impl_->call(ListStreams{location}).streams;
}

std::uint64_t DiskSet::map(const Location& location,
                           const std::function<void(std::uint64_t, const ContentExtent&)>& visit) {
  std::uint64_t offset = 0;
  for (;;) {
    const auto piece = impl_->call(MapContent{location, offset});
    for (const auto& extent : piece.extents) {
      if (extent.length == 0 || extent.length > piece.size - offset)
        fail(ErrorKind::worker_lost,
             "the worker describes a file's content in a way that makes no sense");
      visit(offset, extent);
      offset += extent.length;
    }
    if (offset >= piece.size) return piece.size;
    if (piece.extents.empty())
      fail(ErrorKind::worker_lost, "the worker describes a file's content only up to byte {}",
           offset);
  }
}

std::string DiskSet::read(const Location& location, std::uint64_t offset, std::uint32_t length) {
  std::string bytes;
  bytes.reserve(length);
  while (bytes.size() < length) {
    const auto rest = static_cast<std::uint32_t>(length - bytes.size());
    const auto piece = impl_->call(
        ReadContent{location, offset + bytes.size(), std::min(rest, ReadContent::kMostReadBytes)});
    if (piece.bytes.empty() || piece.bytes.size() > rest)
      fail(ErrorKind::worker_lost, "the worker answered a read with {} bytes", piece.bytes.size());
    bytes += piece.bytes;
  }
  return bytes;
}

const io::HostFile& DiskSet::host_file(std::uint32_t id) const { return impl_->files.at(id); }

Statistics::Result DiskSet::statistics(std::uint32_t number) {
  volume(number);
  return impl_->call(Statistics{number});
}

}  // namespace vixmount::worker
