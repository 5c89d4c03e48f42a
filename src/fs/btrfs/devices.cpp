#include "fs/btrfs/devices.hpp"

#include <algorithm>
#include <utility>

namespace vixmount::fs::btrfs {

void Devices::add(io::SourcePtr source, const Superblock& superblock) {
  Device device{superblock.raw.device.id, superblock.device_uuid(), superblock.fsid(),
                std::move(source), superblock.generation()};
  const auto same = std::find_if(devices_.begin(), devices_.end(),
                                 [&](const Device& other) { return other.uuid == device.uuid; });
  // Two copies of one device (a clone beside its original): the newer one counts.
  if (same == devices_.end())
    devices_.push_back(std::move(device));
  else if (device.generation > same->generation)
    *same = std::move(device);
}

void Devices::mark_stale(const Guid& fsid, std::uint64_t generation) {
  for (auto& device : devices_)
    if (device.fsid == fsid) device.stale = device.generation < generation;
}

const Device* Devices::find(std::uint64_t id, const Guid& uuid) const noexcept {
  const auto found = std::find_if(devices_.begin(), devices_.end(), [&](const Device& device) {
    return device.id == id && device.uuid == uuid;
  });
  return found == devices_.end() ? nullptr : &*found;
}

}  // namespace vixmount::fs::btrfs
