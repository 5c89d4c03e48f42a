// VixDiskLib_Init ... ListTransportModes, Cleanup: the calls of the library as a whole.
#include "capi/disklib/connect_params.hpp"
#include "capi/disklib/library.hpp"
#include "capi/last_error.hpp"

using namespace vixmount::capi;

VixError VixDiskLib_Init(uint32 majorVersion, uint32 minorVersion, VixDiskLibGenericLogFunc* log,
                         VixDiskLibGenericLogFunc* warn, VixDiskLibGenericLogFunc* panic,
                         const char* libDir) {
  return VixDiskLib_InitEx(majorVersion, minorVersion, log, warn, panic, libDir, nullptr);
}

VixError VixDiskLib_InitEx(uint32 /*majorVersion*/, uint32 /*minorVersion*/,
                           VixDiskLibGenericLogFunc* log, VixDiskLibGenericLogFunc* warn,
                           VixDiskLibGenericLogFunc* panic, const char* /*libDir*/,
                           const char* configFile) {
  return answer(kDiskLibDoor, "VixDiskLib_InitEx", [&](const Call&) -> VixError {
    Library::instance().start({.log = log, .warn = warn, .panic = panic}, configFile);
    return VIX_OK;
  });
}

void VixDiskLib_Exit(void) {
  answer(kDiskLibDoor, "VixDiskLib_Exit", [](const Call&) -> VixError {
    Library::instance().stop();
    return VIX_OK;
  });
}

const char* VixDiskLib_ListTransportModes(void) { return kTransportMode; }

VixError VixDiskLib_Cleanup(const VixDiskLibConnectParams* connectParams, uint32* numCleanedUp,
                            uint32* numRemaining) {
  if (numCleanedUp != nullptr) *numCleanedUp = 0;
  if (numRemaining != nullptr) *numRemaining = 0;
  return answer_started("VixDiskLib_Cleanup", [&](const Call& call, Library&) {
    return check_local(call, connectParams);
  });
}

char* VixDiskLib_GetErrorText(VixError err, const char* /*locale*/) { return text_for_caller(err); }

void VixDiskLib_FreeErrorText(char* errMsg) { release_text(errMsg); }

Bool VixDiskLib_SetInjectedFault(int /*id*/, Bool /*enabled*/, int /*err*/) { return FALSE; }
