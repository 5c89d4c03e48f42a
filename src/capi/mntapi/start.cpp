// VixMntapi_Init and VixMntapi_Exit.
#include <optional>
#include <string>

#include <sys/stat.h>

#include "capi/mntapi/library.hpp"

using namespace vixmount::capi;

namespace {

bool is_folder(const char* path) noexcept {
  struct stat status {};
  return path != nullptr && ::stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// Nothing when there is no file that can be read; libvixDiskLib then says why, to whom the name is
// handed on.
std::optional<Configuration> configuration_for(const char* file) {
  if (file == nullptr || *file == '\0') return std::nullopt;
  std::string remark;
  if (!is_folder(file)) return read_configuration(file, remark);
  auto configuration = MountLibrary::instance().configuration();
  configuration.temporary_folder = file;
  return configuration;
}

}  // namespace

VixError VixMntapi_Init(uint32 majorVersion, uint32 minorVersion, VixDiskLibGenericLogFunc* log,
                        VixDiskLibGenericLogFunc* warn, VixDiskLibGenericLogFunc* panic,
                        const char* libDir, const char* configFile) {
  return answer(kMountDoor, "VixMntapi_Init", [&](const Call& call) -> VixError {
    if (majorVersion != VIXMNTAPI_MAJOR_VERSION)
      return call.refuse(VIX_E_MNTAPI_INCOMPATIBLE_VERSION, "version {}.{} is not {}.x",
                         majorVersion, minorVersion, VIXMNTAPI_MAJOR_VERSION);
    if (companion() == nullptr)
      return call.refuse(VIX_E_NOT_SUPPORTED,
                         "the libvixDiskLib in this process is not of the same build");
    auto configuration = configuration_for(configFile);
    // Clients start libvixDiskLib before; for one that does not it is done here.
    const auto code = VixDiskLib_InitEx(majorVersion, minorVersion, log, warn, panic, libDir,
                                        is_folder(configFile) ? nullptr : configFile);
    if (code != VIX_OK) return code;
    MountLibrary::instance().start({.log = log, .warn = warn, .panic = panic},
                                   std::move(configuration));
    return VIX_OK;
  });
}

void VixMntapi_Exit(void) {
  answer(kMountDoor, "VixMntapi_Exit", [](const Call&) -> VixError {
    if (!MountLibrary::instance().is_started()) return VIX_OK;
    MountLibrary::instance().stop();
    VixDiskLib_Exit();
    return VIX_OK;
  });
}
