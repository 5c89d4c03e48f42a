// The state of libvixDiskLib in a process: one object that is made at the first call and never
// destroyed, because clients tear down in exit handlers, when destructors of statics have run.
#pragma once

#include <memory>
#include <string_view>

#include "capi/call.hpp"
#include "capi/client_log.hpp"
#include "capi/configuration.hpp"
#include "capi/disklib/async_pool.hpp"
#include "capi/disklib/open_disk.hpp"
#include "capi/handle_registry.hpp"
#include "capi/settings.hpp"

namespace vixmount::capi {

// All members may be called from any thread.
class Library {
 public:
  static Library& instance();

  void start(const Callbacks& callbacks, const char* config_file);
  // The last one of nested calls closes everything. One too many is ignored.
  void stop();
  bool is_started() const noexcept { return settings_.is_started(); }

  ClientLog log() const;
  Callbacks callbacks() const { return settings_.callbacks(); }
  Configuration configuration() const {
    return settings_.configuration().value_or(Configuration());
  }

  HandleRegistry<const Connection, VixDiskLibConnection>& connections() { return connections_; }
  HandleRegistry<OpenDisk, VixDiskLibHandle>& disks() { return disks_; }
  AsyncPool& pool() { return pool_; }

 private:
  Library() = default;

  Settings settings_;
  HandleRegistry<const Connection, VixDiskLibConnection> connections_{HandleFamily::connection};
  HandleRegistry<OpenDisk, VixDiskLibHandle> disks_{HandleFamily::disk};
  AsyncPool pool_;
};

extern const Door kDiskLibDoor;

// Answers VIX_E_DISK_NOINIT before the library was started.
template <typename Body>
VixError answer_started(std::string_view name, Body&& body) noexcept {
  return answer(kDiskLibDoor, name, [&](const Call& call) -> VixError {
    if (!Library::instance().is_started())
      return call.refuse(VIX_E_DISK_NOINIT, "VixDiskLib_InitEx has to come first");
    return body(call, Library::instance());
  });
}

// Runs `body(call, library, disk)` for an open disk.
template <typename Body>
VixError answer_for_disk(std::string_view name, VixDiskLibHandle handle, Body&& body) noexcept {
  return answer_started(name, [&](const Call& call, Library& library) -> VixError {
    const auto disk = library.disks().find(handle);
    if (disk == nullptr) return call.refuse(VIX_E_INVALID_ARG, "the disk handle is not open");
    return body(call, library, *disk);
  });
}

// Runs `body(call, library, connection)` for an open connection, a shared_ptr.
template <typename Body>
VixError answer_for_connection(std::string_view name, VixDiskLibConnection handle,
                               Body&& body) noexcept {
  return answer_started(name, [&](const Call& call, Library& library) -> VixError {
    const auto connection = library.connections().find(handle);
    if (connection == nullptr)
      return call.refuse(VIX_E_DISK_INVALID_CONNECTION, "the connection is not open");
    return body(call, library, connection);
  });
}

}  // namespace vixmount::capi
