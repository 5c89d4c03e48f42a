#include "cli/session.hpp"

#include <utility>

#include "cli/disk_selection.hpp"

namespace vixmount::cli {
namespace {

class DiskSetSession final : public Session {
 public:
  explicit DiskSetSession(std::unique_ptr<worker::DiskSet> disks) : disks_(std::move(disks)) {}

  const worker::DiskSetDescription& description() const override { return disks_->description(); }
  const std::vector<guest::GuestSystem>& systems() override { return disks_->systems(); }
  std::vector<fs::SubvolumeEntry> subvolumes(std::uint32_t volume) override {
    return disks_->subvolumes(volume);
  }
  worker::Entry find(std::uint32_t volume, const std::string& path,
                     bool follow_last_link) override {
    return disks_->find(volume, path, follow_last_link);
  }
  void walk(const worker::Location& start, const std::string& guest_path, bool recursive,
            const EntryVisitor& visit) override {
    disks_->walk(start, guest_path, recursive, visit);
  }
  std::vector<worker::Xattr> xattrs(const worker::Location& location) override {
    return disks_->xattrs(location);
  }
  std::vector<worker::Stream> streams(const worker::Location& location) override {
    return disks_->streams(location);
  }
  std::uint64_t map(const worker::Location& location, const ExtentVisitor& visit) override {
    return disks_->map(location, visit);
  }
  std::string read(const worker::Location& location, std::uint64_t offset,
                   std::uint32_t length) override {
    return disks_->read(location, offset, length);
  }
  const io::HostFile& host_file(std::uint32_t id) const override { return disks_->host_file(id); }
  std::string mount(std::uint32_t volume, const worker::MountOptions& options) override {
    return disks_->mount(volume, options);
  }
  void dismount(std::uint32_t volume, bool force) override { disks_->dismount(volume, force); }
  bool wait_for_end(int stop_fd) const override { return disks_->wait_for_end(stop_fd); }

 private:
  std::unique_ptr<worker::DiskSet> disks_;
};

}  // namespace

SessionPtr open_session(const Arguments& arguments, std::vector<volume::Key> keys, const Log& log) {
  worker::DiskSetOptions options;
  options.disks = select_disks(arguments.disks);
  options.policy.allowed_folders = arguments.disks.allowed_folders;
  if (arguments.subvolume)
    options.subvolumes.push_back({arguments.volume, {}, *arguments.subvolume});
  options.mounts = arguments.command == Command::mount;
  options.keys = std::move(keys);
  options.log = log;
  return std::make_unique<DiskSetSession>(worker::DiskSet::open(std::move(options)));
}

}  // namespace vixmount::cli
