#include "capi/mntapi/library.hpp"

#include <utility>

#include "capi/vix_code.hpp"

namespace vixmount::capi {
namespace {

ClientLog current_log() { return MountLibrary::instance().log(); }

// The sentence goes where VixDiskLib_GetErrorText finds it.
void remember(VixError code, std::string_view sentence) {
  if (const auto* const table = companion(); table != nullptr)
    table->remember_error(code, sentence);
}

}  // namespace

const Door kMountDoor = {.log = current_log, .code_of = vix_code, .remember = remember};
const Door kVolumeDoor = {.log = current_log, .code_of = volume_code, .remember = remember};

const Companion* companion() noexcept {
  const Companion* table = nullptr;
  const auto code = VixDiskLib_ReadMetadata(nullptr, kCompanionKey, reinterpret_cast<char*>(&table),
                                            sizeof table, nullptr);
  return code == VIX_OK && table != nullptr && table->build == kThisBuild ? table : nullptr;
}

MountLibrary& MountLibrary::instance() {
  static auto& instance = *new MountLibrary;
  return instance;
}

void MountLibrary::start(const Callbacks& callbacks, std::optional<Configuration> configuration) {
  settings_.start(callbacks, std::move(configuration));
}

bool MountLibrary::stop() {
  if (!settings_.stop()) return false;
  volumes_.take_all();
  sets_.take_all();
  settings_.forget();
  return true;
}

ClientLog MountLibrary::log() const {
  const auto* const table = companion();
  const auto callbacks = settings_.callbacks();
  return {table != nullptr ? callbacks.or_else(table->callbacks()) : callbacks,
          configuration().mount_log_level};
}

Configuration MountLibrary::configuration() const {
  if (auto own = settings_.configuration()) return std::move(*own);
  const auto* const table = companion();
  return table != nullptr ? table->configuration() : Configuration();
}

VixDiskSetHandle MountLibrary::add(std::shared_ptr<OpenSet> set) {
  std::vector<VixVolumeHandle> handles;
  for (const auto& volume : set->description().volumes)
    handles.push_back(
        volumes_.add(std::make_shared<SetVolume>(SetVolume{.set = set, .number = volume.number})));
  set->give_volume_handles(std::move(handles));
  return sets_.add(std::move(set));
}

void MountLibrary::close(VixDiskSetHandle handle) {
  const auto set = sets_.take(handle);
  if (set == nullptr) return;
  for (auto* const volume : set->volume_handles()) volumes_.take(volume);
}

}  // namespace vixmount::capi
