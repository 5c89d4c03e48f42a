#include "capi/mntapi/open_set.hpp"

#include <utility>

#include "capi/disk_name.hpp"
#include "worker/client/key_source.hpp"
#include "worker/client/mount_folder.hpp"

namespace vixmount::capi {
namespace {

worker::DiskSetOptions set_options(const std::vector<DiskReference>& disks,
                                   const Configuration& configuration, Log log) {
  worker::DiskSetOptions options;
  for (const auto& disk : disks) {
    const auto name = DiskName::parse(disk.name);
    worker::DiskRequest request;
    request.path = name.path;
    request.options.raw = name.raw;
    request.options.single_link = (disk.open_flags & VIXDISKLIB_FLAG_OPEN_SINGLE_LINK) != 0;
    request.options.ignore_id_mismatch = configuration.ignore_id_mismatch;
    options.disks.push_back(std::move(request));
  }
  options.policy.allowed_folders = configuration.allowed_folders;
  if (!configuration.key_file.empty())
    options.keys = worker::read_key_list(configuration.key_file);
  for (const auto& subvolume : configuration.subvolumes)
    options.subvolumes.push_back({0, subvolume.uuid, subvolume.name});
  options.mount_folder = configuration.temporary_folder;
  options.log = std::move(log);
  return options;
}

}  // namespace

OpenSet::OpenSet(const std::vector<DiskReference>& disks, std::uint32_t open_flags, bool read_only,
                 const Configuration& configuration, Log log)
    : open_flags_(open_flags),
      read_only_(read_only),
      mount_base_(worker::mount_base(configuration.temporary_folder)),
      disks_(worker::DiskSet::open(set_options(disks, configuration, std::move(log)))) {
  mount_options_.allow_other = configuration.allow_other;
  mount_options_.serve.owner = configuration.owner;
  mount_options_.serve.group = configuration.group;
}

}  // namespace vixmount::capi
