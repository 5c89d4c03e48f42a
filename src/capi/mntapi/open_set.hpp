// What stands behind the handles of disk sets and volumes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "capi/companion.hpp"
#include "capi/configuration.hpp"
#include "vixMntapi.h"
#include "worker/client/disk_set.hpp"

namespace vixmount::capi {

// All members may be called from any thread. Held by shared_ptr: by the registry, by its volumes,
// by calls in progress. The last one dismounts everything and ends the worker.
class OpenSet {
 public:
  // Starts the worker and opens the disks. `open_flags` is what the client gave, `read_only`
  // whether no volume may be mounted for writing.
  OpenSet(const std::vector<DiskReference>& disks, std::uint32_t open_flags, bool read_only,
          const Configuration& configuration, Log log);

  worker::DiskSet& disks() const noexcept { return *disks_; }
  const worker::DiskSetDescription& description() const noexcept { return disks_->description(); }
  std::uint32_t open_flags() const noexcept { return open_flags_; }
  bool is_read_only() const noexcept { return read_only_; }
  const std::string& mount_base() const noexcept { return mount_base_; }
  const worker::MountOptions& mount_options() const noexcept { return mount_options_; }

  // Once, before the set is shared.
  void give_volume_handles(std::vector<VixVolumeHandle> handles) noexcept {
    volume_handles_ = std::move(handles);
  }
  const std::vector<VixVolumeHandle>& volume_handles() const noexcept { return volume_handles_; }

 private:
  std::uint32_t open_flags_;
  bool read_only_;
  std::string mount_base_;
  worker::MountOptions mount_options_;
  std::unique_ptr<worker::DiskSet> disks_;
  std::vector<VixVolumeHandle> volume_handles_;
};

struct SetVolume {
  std::shared_ptr<OpenSet> set;
  std::uint32_t number = 0;  // worker::VolumeDescription::number

  worker::DiskSet& disks() const noexcept { return set->disks(); }
};

}  // namespace vixmount::capi
