#include "capi/disklib/connect_params.hpp"

#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <new>
#include <unordered_set>

namespace vixmount::capi {
namespace {

static_assert(offsetof(VixDiskLibConnectParams, nfcHostPort) + sizeof(uint32) == 72,
              "what every generation of the structure has");

// The structures that the library allocated. Never destroyed: clients free in exit handlers.
struct Allocations {
  std::mutex mutex;
  std::unordered_set<const void*> live;

  static Allocations& instance() {
    static auto& instance = *new Allocations;
    return instance;
  }
  bool contains(const void* pointer) {
    const std::scoped_lock lock(mutex);
    return live.contains(pointer);
  }
};

bool is_given(const char* text) noexcept { return text != nullptr && *text != '\0'; }

bool names_first_class_disk(const VixDiskLibConnectParams& params) noexcept {
  const auto& spec = params.spec.vStorageObjSpec;
  return is_given(spec.id) || is_given(spec.datastoreMoRef) || is_given(spec.ssId);
}

// A literal, or null when nothing is.
const char* what_is_remote(const VixDiskLibConnectParams* params) {
  if (params == nullptr) return nullptr;
  if (is_given(params->serverName)) return "a server";
  if (is_given(params->vmxSpec)) return "a virtual machine";
  if (Allocations::instance().contains(params) && names_first_class_disk(*params))
    return "a first-class disk";
  return nullptr;
}

}  // namespace

VixError check_local(const Call& call, const VixDiskLibConnectParams* params) {
  const char* const remote = what_is_remote(params);
  if (remote == nullptr) return VIX_OK;
  return call.refuse(VIX_E_NOT_SUPPORTED,
                     "the parameters name {}; this library opens disks of this host only", remote);
}

VixDiskLibConnectParams* allocate_params() noexcept {
  void* const block = std::calloc(1, sizeof(VixDiskLibConnectParams));
  if (block == nullptr) return nullptr;
  try {
    auto& allocations = Allocations::instance();
    const std::scoped_lock lock(allocations.mutex);
    allocations.live.insert(block);
  } catch (const std::bad_alloc&) {
    std::free(block);
    return nullptr;
  }
  return static_cast<VixDiskLibConnectParams*>(block);
}

void free_params(VixDiskLibConnectParams* params) noexcept {
  if (params == nullptr) return;
  auto& allocations = Allocations::instance();
  {
    const std::scoped_lock lock(allocations.mutex);
    if (allocations.live.erase(params) == 0) return;
  }
  std::free(params);
}

}  // namespace vixmount::capi
