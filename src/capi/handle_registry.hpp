// Handles for C callers: numbers in the clothes of pointers.
//
// Nothing is ever found behind a handle by dereferencing it, and none is given out twice, so a
// NULL, foreign or stale one is recognised. The numbers are no addresses that a program can have: a
// client that looks behind one faults at once.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace vixmount::capi {

// The high bits of each kind of handle, so that one kind is never taken for another.
enum class HandleFamily : std::uintptr_t { connection = 1, disk = 2, disk_set = 3, volume = 4 };

// `Handle` is one of the API's opaque pointer types. All members may be called from any thread.
// What a caller found stays alive as long as it holds it, also when the handle ends meanwhile.
template <typename Object, typename Handle>
class HandleRegistry {
 public:
  explicit HandleRegistry(HandleFamily family)
      : last_(kBase + (static_cast<std::uintptr_t>(family) << kFamilyShift)) {}

  Handle add(std::shared_ptr<Object> object) {
    const std::scoped_lock lock(mutex_);
    last_ += kStep;
    objects_.emplace(last_, std::move(object));
    return reinterpret_cast<Handle>(last_);
  }

  std::shared_ptr<Object> find(Handle handle) const {
    const std::shared_lock lock(mutex_);
    const auto found = objects_.find(reinterpret_cast<std::uintptr_t>(handle));
    return found == objects_.end() ? nullptr : found->second;
  }

  // Ends the handle. Null when there is none such.
  std::shared_ptr<Object> take(Handle handle) {
    const std::scoped_lock lock(mutex_);
    auto node = objects_.extract(reinterpret_cast<std::uintptr_t>(handle));
    return node.empty() ? nullptr : std::move(node.mapped());
  }

  // Ends all handles.
  std::vector<std::shared_ptr<Object>> take_all() {
    const std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<Object>> all;
    all.reserve(objects_.size());
    for (auto& [number, object] : objects_) all.push_back(std::move(object));
    objects_.clear();
    return all;
  }

 private:
  static constexpr std::uintptr_t kBase = 0x5669'7800'0000'0000;  // not canonical on x86-64
  static constexpr unsigned kFamilyShift = 40;
  static constexpr std::uintptr_t kStep = 16;

  mutable std::shared_mutex mutex_;
  std::unordered_map<std::uintptr_t, std::shared_ptr<Object>> objects_;
  std::uintptr_t last_;
};

}  // namespace vixmount::capi
