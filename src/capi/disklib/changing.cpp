// The calls that change disks. They exist so that every client links and loads, check what they are
// given, and answer VIX_E_NOT_SUPPORTED.
#include <initializer_list>
#include <string_view>

#include "capi/disklib/library.hpp"

using namespace vixmount;
using namespace vixmount::capi;

namespace {

constexpr VixDiskLibDiskType kLastDiskType = VIXDISKLIB_DISK_VMFS_SPARSE;

bool is_known(VixDiskLibDiskType type) noexcept {
  return (type >= VIXDISKLIB_DISK_MONOLITHIC_SPARSE && type <= kLastDiskType);
}

bool is_known(VixDiskLibAdapterType type) noexcept {
  return (type >= VIXDISKLIB_ADAPTER_IDE && type <= VIXDISKLIB_ADAPTER_SCSI_LSILOGIC) ||
         type == VIXDISKLIB_ADAPTER_UNKNOWN;
}

void require_all(std::initializer_list<const void*> arguments) {
  for (const void* const argument : arguments) require(argument, "an argument");
}

// Reads the first 24 bytes alone: older generations of the structure end there.
void check_create_params(const VixDiskLibCreateParams* params) {
  require(params, "createParams");
  if (!is_known(params->diskType))
    fail(ErrorKind::invalid_argument, "there is no disk type {}", unsigned{params->diskType});
  if (!is_known(params->adapterType))
    fail(ErrorKind::invalid_argument, "there is no adapter type {}", unsigned{params->adapterType});
}

VixError not_supported(const Call& call) {
  return call.refuse(VIX_E_NOT_SUPPORTED, "this release does not change disks");
}

// For a call on an open disk that would change it.
VixError refuse_change(std::string_view name, VixDiskLibHandle handle,
                       std::initializer_list<const void*> arguments = {}) noexcept {
  return answer_for_disk(name, handle, [&](const Call& call, Library&, OpenDisk& disk) {
    require_all(arguments);
    if (disk.is_read_only())
      return call.refuse(VIX_E_FILE_READ_ONLY, "{}: was opened read-only", disk.name().path);
    return not_supported(call);
  });
}

// For a call on two open disks.
VixError refuse_attachment(std::string_view name, VixDiskLibHandle parent,
                           VixDiskLibHandle child) noexcept {
  return answer_for_disk(name, parent, [&](const Call& call, Library& library, OpenDisk&) {
    if (library.disks().find(child) == nullptr)
      return call.refuse(VIX_E_INVALID_ARG, "the handle of the child is not open");
    return not_supported(call);
  });
}

// For a call on a disk that is named.
VixError refuse_named(std::string_view name, VixDiskLibConnection connection,
                      const char* path) noexcept {
  return answer_for_connection(name, connection, [&](const Call& call, Library&, const auto&) {
    require(path, "path");
    return not_supported(call);
  });
}

}  // namespace

VixError VixDiskLib_Create(const VixDiskLibConnection connection, const char* path,
                           const VixDiskLibCreateParams* createParams,
                           VixDiskLibProgressFunc /*progressFunc*/,
                           void* /*progressCallbackData*/) {
  return answer_for_connection("VixDiskLib_Create", connection,
                               [&](const Call& call, Library&, const auto&) {
                                 require(path, "path");
                                 check_create_params(createParams);
                                 return not_supported(call);
                               });
}

VixError VixDiskLib_CreateChild(VixDiskLibHandle diskHandle, const char* childPath,
                                VixDiskLibDiskType diskType,
                                VixDiskLibProgressFunc /*progressFunc*/,
                                void* /*progressCallbackData*/) {
  return answer_for_disk("VixDiskLib_CreateChild", diskHandle,
                         [&](const Call& call, Library&, OpenDisk&) {
                           require(childPath, "childPath");
                           if (diskType != VIXDISKLIB_DISK_MONOLITHIC_SPARSE &&
                               diskType != VIXDISKLIB_DISK_SPLIT_SPARSE)
                             fail(ErrorKind::invalid_argument, "a child cannot be of disk type {}",
                                  unsigned{diskType});
                           return not_supported(call);
                         });
}

VixError VixDiskLib_WriteMetadata(VixDiskLibHandle diskHandle, const char* key, const char* val) {
  return refuse_change("VixDiskLib_WriteMetadata", diskHandle, {key, val});
}

VixError VixDiskLib_Unlink(VixDiskLibConnection connection, const char* path) {
  return refuse_named("VixDiskLib_Unlink", connection, path);
}

VixError VixDiskLib_Grow(VixDiskLibConnection connection, const char* path,
                         VixDiskLibSectorType /*capacity*/, Bool /*updateGeometry*/,
                         VixDiskLibProgressFunc /*progressFunc*/, void* /*progressCallbackData*/) {
  return refuse_named("VixDiskLib_Grow", connection, path);
}

VixError VixDiskLib_Shrink(VixDiskLibHandle diskHandle, VixDiskLibProgressFunc /*progressFunc*/,
                           void* /*progressCallbackData*/) {
  return refuse_change("VixDiskLib_Shrink", diskHandle);
}

VixError VixDiskLib_Defragment(VixDiskLibHandle diskHandle, VixDiskLibProgressFunc /*progressFunc*/,
                               void* /*progressCallbackData*/) {
  return refuse_change("VixDiskLib_Defragment", diskHandle);
}

VixError VixDiskLib_Rename(const char* srcFileName, const char* dstFileName) {
  return answer_started("VixDiskLib_Rename", [&](const Call& call, Library&) {
    require_all({srcFileName, dstFileName});
    return not_supported(call);
  });
}

VixError VixDiskLib_Clone(const VixDiskLibConnection dstConnection, const char* dstPath,
                          const VixDiskLibConnection srcConnection, const char* srcPath,
                          const VixDiskLibCreateParams* vixCreateParams,
                          VixDiskLibProgressFunc /*progressFunc*/, void* /*progressCallbackData*/,
                          Bool /*overWrite*/) {
  return answer_for_connection(
      "VixDiskLib_Clone", dstConnection, [&](const Call& call, Library& library, const auto&) {
        if (library.connections().find(srcConnection) == nullptr)
          return call.refuse(VIX_E_DISK_INVALID_CONNECTION, "the source's connection is not open");
        require_all({dstPath, srcPath});
        if (vixCreateParams != nullptr) check_create_params(vixCreateParams);
        return not_supported(call);
      });
}

VixError VixDiskLib_SpaceNeededForClone(VixDiskLibHandle diskHandle,
                                        VixDiskLibDiskType cloneDiskType, uint64* spaceNeeded) {
  return answer_for_disk(
      "VixDiskLib_SpaceNeededForClone", diskHandle, [&](const Call& call, Library&, OpenDisk&) {
        require(spaceNeeded, "spaceNeeded");
        if (!is_known(cloneDiskType) && cloneDiskType != VIXDISKLIB_DISK_UNKNOWN)
          fail(ErrorKind::invalid_argument, "there is no disk type {}", unsigned{cloneDiskType});
        return not_supported(call);
      });
}

VixError VixDiskLib_IsAttachPossible(VixDiskLibHandle parent, VixDiskLibHandle child) {
  return refuse_attachment("VixDiskLib_IsAttachPossible", parent, child);
}

VixError VixDiskLib_Attach(VixDiskLibHandle parent, VixDiskLibHandle child) {
  return refuse_attachment("VixDiskLib_Attach", parent, child);
}

VixError VixDiskLib_CheckRepair(const VixDiskLibConnection connection, const char* filename,
                                Bool /*repair*/) {
  return refuse_named("VixDiskLib_CheckRepair", connection, filename);
}
