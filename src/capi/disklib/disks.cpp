// VixDiskLib_Open ... GetMetadataKeys: open disks and what they tell about themselves.
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "capi/companion.hpp"
#include "capi/disklib/connect_params.hpp"
#include "capi/disklib/disk_description.hpp"
#include "capi/disklib/library.hpp"
#include "capi/last_error.hpp"
#include "disk/path_policy.hpp"

using namespace vixmount;
using namespace vixmount::capi;

namespace {

std::shared_ptr<OpenDisk> open_disk_for(Library& library, const DiskName& name,
                                        std::shared_ptr<const Connection> connection,
                                        std::uint32_t flags) {
  const auto configuration = library.configuration();
  disk::LocalOpener opener(disk::PathPolicy{.allowed_folders = configuration.allowed_folders});
  const disk::OpenOptions options{.raw = name.raw,
                                  .single_link = (flags & VIXDISKLIB_FLAG_OPEN_SINGLE_LINK) != 0,
                                  .ignore_id_mismatch = configuration.ignore_id_mismatch};
  auto disk = disk::open_disk(name.path, options, opener, library.log().as_log());
  return std::make_shared<OpenDisk>(name, flags, std::move(connection), std::move(disk));
}

// The table for libvixMntapi; see companion.hpp.
constexpr Companion kCompanion = {
    .build = kThisBuild,
    .find_disk = [](VixDiskLibHandle handle) -> std::optional<DiskReference> {
      const auto disk = Library::instance().disks().find(handle);
      if (disk == nullptr) return std::nullopt;
      return DiskReference{.name = disk->name().to_string(), .open_flags = disk->flags()};
    },
    .is_read_only = [](VixDiskLibConnection handle) -> std::optional<bool> {
      const auto connection = Library::instance().connections().find(handle);
      if (connection == nullptr) return std::nullopt;
      return connection->read_only;
    },
    .remember_error = remember_error,
    .callbacks = [] { return Library::instance().callbacks(); },
    .configuration = [] { return Library::instance().configuration(); }};

// The two-call pattern: the length first, then the content into a buffer that is long enough.
VixError hand_out(const Call& call, std::string_view content, char* buffer, std::size_t size,
                  std::size_t* required) {
  if (required != nullptr) *required = content.size();
  if (buffer == nullptr || size < content.size())
    return call.refuse(VIX_E_BUFFER_TOOSMALL, "{} bytes are needed, the buffer has {}",
                       content.size(), buffer == nullptr ? 0 : size);
  std::memcpy(buffer, content.data(), content.size());
  return VIX_OK;
}

}  // namespace

VixError VixDiskLib_Open(const VixDiskLibConnection connection, const char* path, uint32 flags,
                         VixDiskLibHandle* diskHandle) {
  if (diskHandle != nullptr) *diskHandle = nullptr;
  return answer_for_connection(
      "VixDiskLib_Open", connection,
      [&](const Call& call, Library& library, const auto& found) -> VixError {
        require(diskHandle, "diskHandle");
        require(path, "path");
        const auto name = DiskName::parse(path);
        if (name.path.empty()) return call.refuse(VIX_E_FILE_NAME_INVALID, "the path is empty");
        *diskHandle = library.disks().add(open_disk_for(library, name, found, flags));
        return VIX_OK;
      });
}

VixError VixDiskLib_Close(VixDiskLibHandle diskHandle) {
  return answer_for_disk("VixDiskLib_Close", diskHandle,
                         [&](const Call&, Library& library, OpenDisk& disk) -> VixError {
                           library.disks().take(diskHandle);
                           disk.wait_for_requests();
                           return VIX_OK;
                         });
}

VixError VixDiskLib_GetInfo(VixDiskLibHandle diskHandle, VixDiskLibInfo** info) {
  if (info != nullptr) *info = nullptr;
  return answer_for_disk("VixDiskLib_GetInfo", diskHandle,
                         [&](const Call&, Library&, OpenDisk& disk) -> VixError {
                           require(info, "info");
                           *info = describe(disk.info(), disk.sectors());
                           return VIX_OK;
                         });
}

void VixDiskLib_FreeInfo(VixDiskLibInfo* info) { std::free(info); }

const char* VixDiskLib_GetTransportMode(VixDiskLibHandle diskHandle) {
  return Library::instance().disks().find(diskHandle) != nullptr ? kTransportMode : nullptr;
}

VixError VixDiskLib_ReadMetadata(VixDiskLibHandle diskHandle, const char* key, char* buf,
                                 size_t bufLen, size_t* requiredLen) {
  if (diskHandle == nullptr && key != nullptr && std::strcmp(key, kCompanionKey) == 0 &&
      buf != nullptr && bufLen == sizeof(const Companion*)) {
    const Companion* const companion = &kCompanion;
    std::memcpy(buf, &companion, sizeof companion);
    return VIX_OK;
  }
  return answer_for_disk("VixDiskLib_ReadMetadata", diskHandle,
                         [&](const Call& call, Library&, OpenDisk& disk) -> VixError {
                           require(key, "key");
                           const auto& metadata = disk.info().metadata;
                           const auto found = metadata.find(key);
                           if (found == metadata.end())
                             return call.refuse(VIX_E_DISK_KEY_NOTFOUND,
                                                "{}: has no metadata \"{}\"", disk.name().path,
                                                key);
                           const std::string value = found->second + '\0';
                           return hand_out(call, value, buf, bufLen, requiredLen);
                         });
}

VixError VixDiskLib_GetMetadataKeys(VixDiskLibHandle diskHandle, char* keys, size_t maxLen,
                                    size_t* requiredLen) {
  return answer_for_disk("VixDiskLib_GetMetadataKeys", diskHandle,
                         [&](const Call& call, Library&, OpenDisk& disk) -> VixError {
                           std::string list;
                           for (const auto& [key, value] : disk.info().metadata)
                             list.append(key).push_back('\0');
                           list.push_back('\0');
                           return hand_out(call, list, keys, maxLen, requiredLen);
                         });
}
