#include "mount/content_cache.hpp"

#include <algorithm>
#include <utility>

namespace vixmount::mount {

io::SourcePtr ContentCache::content_of(fs::NodeId file) {
  if (auto content = find(file)) return content;
  // Outside of the lock: opening reads the disk.
  return keep(file, file_system_.open(file));
}

io::SourcePtr ContentCache::find(fs::NodeId file) {
  const std::lock_guard lock(mutex_);
  ++clock_;
  for (auto& slot : slots_) {
    if (slot.node == file) {
      slot.used = clock_;
      return slot.content;
    }
  }
  return nullptr;
}

io::SourcePtr ContentCache::keep(fs::NodeId file, io::SourcePtr content) {
  Slot replaced;  // destroyed after the lock is free: its content may own much
  const std::lock_guard lock(mutex_);
  auto slot = std::find_if(slots_.begin(), slots_.end(),
                           [&](const Slot& candidate) { return candidate.node == file; });
  if (slot == slots_.end())
    slot = std::min_element(slots_.begin(), slots_.end(),
                            [](const Slot& a, const Slot& b) { return a.used < b.used; });
  replaced = std::exchange(*slot, Slot{file, clock_, content});
  return content;
}

}  // namespace vixmount::mount
