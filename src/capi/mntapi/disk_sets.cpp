// VixMntapi_OpenDiskSet ... CloseDiskSet, GetVolumeHandles, GetOsInfo: calls on disk sets.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "capi/caller_block.hpp"
#include "capi/mntapi/library.hpp"

using namespace vixmount;
using namespace vixmount::capi;

namespace {

bool is_read_only(std::uint32_t open_flags) noexcept {
  return (open_flags & VIXDISKLIB_FLAG_OPEN_READ_ONLY) != 0;
}

VixDiskSetHandle open_set(MountLibrary& library, const std::vector<DiskReference>& disks,
                          std::uint32_t open_flags, bool read_only) {
  auto set = std::make_shared<OpenSet>(disks, open_flags, read_only, library.configuration(),
                                       library.log().as_log());
  const auto log = library.log();
  for (const auto& remark : set->description().remarks) log.write(kInformationLevel, remark);
  return library.add(std::move(set));
}

// "; volume 2 is locked: no key was given ...": what may be the reason that nothing was found.
std::string locked_volumes(const worker::DiskSetDescription& description) {
  std::string text;
  for (const auto& volume : description.volumes)
    if (volume.health.condition == volume::Condition::locked)
      text += fmt::format("; volume {} is locked: {}", volume.number, volume.health.detail);
  return text;
}

VixOsInfo* describe(const guest::GuestSystem& system) {
  using Block = CallerBlock<VixOsInfo>;
  Block block(Block::string_bytes_for(system.vendor) + Block::string_bytes_for(system.name) +
              Block::string_bytes_for(system.os_folder));
  block->family = system.family == guest::OsFamily::windows ? VIXMNTAPI_WINDOWS : VIXMNTAPI_OTHER;
  block->majorVersion = system.major;
  block->minorVersion = system.minor;
  block->osIs64Bit = system.is_64_bit ? TRUE : FALSE;
  block->vendor = block.put(system.vendor);
  block->edition = block.put(system.name);
  block->osFolder = block.put(system.os_folder);
  return block.release();
}

}  // namespace

VixError VixMntapi_OpenDiskSet(VixDiskLibHandle diskHandles[], size_t numberOfDisks,
                               uint32 openMode, VixDiskSetHandle* handle) {
  if (handle != nullptr) *handle = nullptr;
  return answer_mounting(kMountDoor, "VixMntapi_OpenDiskSet",
                         [&](const Call& call, MountLibrary& library) -> VixError {
                           require(handle, "handle");
                           require(diskHandles, "diskHandles");
                           if (numberOfDisks == 0)
                             return call.refuse(VIX_E_INVALID_ARG, "a disk set needs a disk");
                           std::vector<DiskReference> disks;
                           bool read_only = is_read_only(openMode);
                           for (std::size_t i = 0; i < numberOfDisks; ++i) {
                             auto disk = companion()->find_disk(diskHandles[i]);
                             if (!disk)
                               return call.refuse(VIX_E_INVALID_ARG, "disk handle {} is not open",
                                                  i);
                             read_only = read_only || is_read_only(disk->open_flags);
                             disks.push_back(std::move(*disk));
                           }
                           *handle = open_set(library, disks, openMode, read_only);
                           return VIX_OK;
                         });
}

VixError VixMntapi_OpenDisks(VixDiskLibConnection connection, const char* diskNames[],
                             size_t numberOfDisks, uint32 openFlags, VixDiskSetHandle* handle) {
  if (handle != nullptr) *handle = nullptr;
  return answer_mounting(
      kMountDoor, "VixMntapi_OpenDisks", [&](const Call& call, MountLibrary& library) -> VixError {
        require(handle, "handle");
        require(diskNames, "diskNames");
        const auto read_only = companion()->is_read_only(connection);
        if (!read_only)
          return call.refuse(VIX_E_DISK_INVALID_CONNECTION, "the connection is not open");
        if (numberOfDisks == 0) return call.refuse(VIX_E_INVALID_ARG, "a disk set needs a disk");
        std::vector<DiskReference> disks;
        for (std::size_t i = 0; i < numberOfDisks; ++i) {
          require(diskNames[i], "a name of a disk");
          if (*diskNames[i] == '\0')
            return call.refuse(VIX_E_FILE_NAME_INVALID, "the name of disk {} is empty", i);
          disks.push_back({.name = diskNames[i], .open_flags = openFlags});
        }
        *handle = open_set(library, disks, openFlags, *read_only || is_read_only(openFlags));
        return VIX_OK;
      });
}

VixError VixMntapi_GetDiskSetInfo(VixDiskSetHandle handle, VixDiskSetInfo** diskSetInfo) {
  if (diskSetInfo != nullptr) *diskSetInfo = nullptr;
  return answer_for_set("VixMntapi_GetDiskSetInfo", handle,
                        [&](const Call&, MountLibrary&, OpenSet& set) -> VixError {
                          require(diskSetInfo, "diskSetInfo");
                          using Block = CallerBlock<VixDiskSetInfo>;
                          Block block(Block::string_bytes_for(set.mount_base()));
                          block->openFlags = set.open_flags();
                          block->mountPath = block.put(set.mount_base());
                          *diskSetInfo = block.release();
                          return VIX_OK;
                        });
}

void VixMntapi_FreeDiskSetInfo(VixDiskSetInfo* diskSetInfo) { std::free(diskSetInfo); }

VixError VixMntapi_CloseDiskSet(VixDiskSetHandle diskSet) {
  return answer_for_set("VixMntapi_CloseDiskSet", diskSet,
                        [&](const Call&, MountLibrary& library, OpenSet&) -> VixError {
                          library.close(diskSet);
                          return VIX_OK;
                        });
}

VixError VixMntapi_GetVolumeHandles(VixDiskSetHandle diskSet, size_t* numberOfVolumes,
                                    VixVolumeHandle* volumeHandles[]) {
  if (numberOfVolumes != nullptr) *numberOfVolumes = 0;
  if (volumeHandles != nullptr) *volumeHandles = nullptr;
  return answer_for_set("VixMntapi_GetVolumeHandles", diskSet,
                        [&](const Call&, MountLibrary&, OpenSet& set) -> VixError {
                          require(numberOfVolumes, "numberOfVolumes");
                          require(volumeHandles, "volumeHandles");
                          const auto& handles = set.volume_handles();
                          if (handles.empty()) return VIX_OK;
                          auto* const array = static_cast<VixVolumeHandle*>(
                              std::calloc(handles.size(), sizeof(VixVolumeHandle)));
                          if (array == nullptr) throw std::bad_alloc();
                          std::ranges::copy(handles, array);
                          *volumeHandles = array;
                          *numberOfVolumes = handles.size();
                          return VIX_OK;
                        });
}

void VixMntapi_FreeVolumeHandles(VixVolumeHandle* volumeHandles) { std::free(volumeHandles); }

VixError VixMntapi_GetOsInfo(VixDiskSetHandle diskSet, VixOsInfo** info) {
  if (info != nullptr) *info = nullptr;
  return answer_for_set(
      "VixMntapi_GetOsInfo", diskSet,
      [&](const Call& call, MountLibrary& library, OpenSet& set) -> VixError {
        require(info, "info");
        const auto& systems = set.disks().systems();
        if (systems.empty())
          return call.refuse(VIX_E_MNTAPI_UNSUPPROTED_OS, "no operating system was found{}",
                             locked_volumes(set.description()));
        for (std::size_t i = 1; i < systems.size(); ++i)
          library.log().write(kInformationLevel, "another system on the disks: " + systems[i].name);
        *info = describe(systems.front());
        return VIX_OK;
      });
}

void VixMntapi_FreeOsInfo(VixOsInfo* info) { std::free(info); }
