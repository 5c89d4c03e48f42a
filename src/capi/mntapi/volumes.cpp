// VixMntapi_MountVolume ... FreeVolumeInfo: calls on volumes.
#include <cstddef>
#include <cstdlib>
#include <string>
#include <vector>

#include "capi/caller_block.hpp"
#include "capi/mntapi/library.hpp"

using namespace vixmount;
using namespace vixmount::capi;

namespace {

VixVolumeType to_api(volume::VolumeType type) noexcept {
  switch (type) {
    case volume::VolumeType::mbr_partition:
      return VIXMNTAPI_BASIC_PARTITION;
    case volume::VolumeType::gpt_partition:
      return VIXMNTAPI_GPT_PARTITION;
    case volume::VolumeType::dynamic:
      return VIXMNTAPI_DYNAMIC_VOLUME;
    case volume::VolumeType::logical:
      return VIXMNTAPI_LVM_VOLUME;
    case volume::VolumeType::unknown:
      break;
  }
  return VIXMNTAPI_UNKNOWN_VOLTYPE;
}

// Where the guest mounts the volume; nothing, with a line in the log, when it cannot be found out.
std::vector<std::string> guest_mount_points(const SetVolume& volume, const ClientLog& log) {
  try {
    const auto first = volume.disks().volume(volume.number).first_member();
    return guest::mount_points_of(volume.disks().systems(), first);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::worker_lost) throw;
    log.write(kInformationLevel, "the guest's mount points are not known: " + error.message());
    return {};
  }
}

// `place` is empty for a volume that is not mounted.
VixVolumeInfo* describe(VixVolumeType type, const std::string& place,
                        const std::vector<std::string>& mount_points) {
  using Block = CallerBlock<VixVolumeInfo>;
  std::size_t string_bytes = Block::string_bytes_for(place);
  for (const auto& path : mount_points) string_bytes += Block::string_bytes_for(path);
  Block block(sizeof(VixVolumeInfo) + mount_points.size() * sizeof(char*), string_bytes);
  block->type = type;
  if (place.empty()) return block.release();
  block->isMounted = TRUE;
  block->symbolicLink = block.put(place);
  block->numGuestMountPoints = mount_points.size();
  auto* const array = static_cast<char**>(block->inGuestMountPoints);
  for (std::size_t i = 0; i < mount_points.size(); ++i) array[i] = block.put(mount_points[i]);
  return block.release();
}

}  // namespace

VixError VixMntapi_MountVolume(VixVolumeHandle volumeHandle, Bool readOnly) {
  return answer_for_volume(
      "VixMntapi_MountVolume", volumeHandle,
      [&](const Call& call, MountLibrary&, const SetVolume& volume) -> VixError {
        if (!volume.set->is_read_only() && readOnly == FALSE &&
            !volume.disks().mount_point(volume.number))
          return call.refuse(VIX_E_NOT_SUPPORTED,
                             "volume {}: this release mounts for reading only; ask for a read-only "
                             "mount, or open the disks read-only",
                             volume.number);
        try {
          volume.disks().mount(volume.number, volume.set->mount_options());
        } catch (const Error& error) {
          if (error.kind() != ErrorKind::encrypted) throw;
          return call.refuse(VIX_E_DISK_NEEDKEY,
                             "{} (vixmount.keyFile in the configuration of VixMntapi_Init)",
                             error.message());
        }
        return VIX_OK;
      });
}

VixError VixMntapi_DismountVolume(VixVolumeHandle volumeHandle, Bool force) {
  return answer_for_volume("VixMntapi_DismountVolume", volumeHandle,
                           [&](const Call&, MountLibrary&, const SetVolume& volume) -> VixError {
                             volume.disks().dismount(volume.number, force != FALSE);
                             return VIX_OK;
                           });
}

VixError VixMntapi_GetVolumeInfo(VixVolumeHandle volumeHandle, VixVolumeInfo** info) {
  if (info != nullptr) *info = nullptr;
  return answer_for_volume(
      "VixMntapi_GetVolumeInfo", volumeHandle,
      [&](const Call&, MountLibrary& library, const SetVolume& volume) -> VixError {
        require(info, "info");
        const auto type = to_api(volume.disks().volume(volume.number).type);
        const auto place = volume.disks().mount_point(volume.number);
        *info = place ? describe(type, *place, guest_mount_points(volume, library.log()))
                      : describe(type, {}, {});
        return VIX_OK;
      });
}

void VixMntapi_FreeVolumeInfo(VixVolumeInfo* info) { std::free(info); }
