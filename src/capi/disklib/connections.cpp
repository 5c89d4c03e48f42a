// VixDiskLib_Connect ... FreeConnectParams. Every connection is local.
#include <memory>

#include "capi/disklib/connect_params.hpp"
#include "capi/disklib/library.hpp"

using namespace vixmount::capi;

namespace {

VixError connect(std::string_view name, const VixDiskLibConnectParams* params, bool read_only,
                 VixDiskLibConnection* connection) noexcept {
  if (connection != nullptr) *connection = nullptr;
  return answer_started(name, [&](const Call& call, Library& library) -> VixError {
    require(connection, "connection");
    if (const auto code = check_local(call, params); code != VIX_OK) return code;
    auto made = std::make_shared<Connection>();
    made->read_only = read_only;
    if (params != nullptr) {
      made->private_use = params->privateUse;
      made->credential_type = params->credType;
      made->port = params->port;
      made->nfc_host_port = params->nfcHostPort;
    }
    *connection = library.connections().add(std::move(made));
    return VIX_OK;
  });
}

}  // namespace

VixError VixDiskLib_Connect(const VixDiskLibConnectParams* connectParams,
                            VixDiskLibConnection* connection) {
  return connect("VixDiskLib_Connect", connectParams, false, connection);
}

VixError VixDiskLib_ConnectEx(const VixDiskLibConnectParams* connectParams, Bool readOnly,
                              const char* /*snapshotRef*/, const char* /*transportModes*/,
                              VixDiskLibConnection* connection) {
  return connect("VixDiskLib_ConnectEx", connectParams, readOnly != FALSE, connection);
}

VixError VixDiskLib_PrepareForAccess(const VixDiskLibConnectParams* connectParams,
                                     const char* /*identity*/) {
  return answer_started("VixDiskLib_PrepareForAccess", [&](const Call& call, Library&) {
    return check_local(call, connectParams);
  });
}

VixError VixDiskLib_EndAccess(const VixDiskLibConnectParams* connectParams,
                              const char* /*identity*/) {
  return answer_started("VixDiskLib_EndAccess", [&](const Call& call, Library&) {
    return check_local(call, connectParams);
  });
}

VixError VixDiskLib_Disconnect(VixDiskLibConnection connection) {
  return answer_for_connection("VixDiskLib_Disconnect", connection,
                               [&](const Call&, Library& library, const auto&) -> VixError {
                                 library.connections().take(connection);
                                 return VIX_OK;
                               });
}

VixDiskLibConnectParams* VixDiskLib_AllocateConnectParams(void) { return allocate_params(); }

VixError VixDiskLib_GetConnectParams(const VixDiskLibConnection connection,
                                     VixDiskLibConnectParams** connectParams) {
  if (connectParams != nullptr) *connectParams = nullptr;
  return answer_for_connection("VixDiskLib_GetConnectParams", connection,
                               [&](const Call&, Library&, const auto& found) -> VixError {
                                 require(connectParams, "connectParams");
                                 auto* const params = allocate_params();
                                 if (params == nullptr) throw std::bad_alloc();
                                 // A local connection has no names; its credentials were never
                                 // looked at.
                                 params->privateUse = found->private_use;
                                 params->credType = found->credential_type;
                                 params->port = found->port;
                                 params->nfcHostPort = found->nfc_host_port;
                                 *connectParams = params;
                                 return VIX_OK;
                               });
}

void VixDiskLib_FreeConnectParams(VixDiskLibConnectParams* connectParams) {
  free_params(connectParams);
}
