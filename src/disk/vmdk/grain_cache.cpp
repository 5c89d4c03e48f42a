#include "disk/vmdk/grain_cache.hpp"

#include <utility>

namespace vixmount::disk::vmdk {

GrainCache::GrainPtr GrainCache::find(std::uint64_t index) {
  const std::lock_guard lock(mutex_);
  const auto found = by_index_.find(index);
  if (found == by_index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->grain;
}

void GrainCache::insert(std::uint64_t index, GrainPtr grain) {
  const std::lock_guard lock(mutex_);
  if (by_index_.contains(index)) return;  // another thread was faster
  bytes_ += grain->size();
  entries_.push_front({index, std::move(grain)});
  by_index_.emplace(index, entries_.begin());
  while (bytes_ > kMostBytes && entries_.size() > 1) {
    bytes_ -= entries_.back().grain->size();
    by_index_.erase(entries_.back().index);
    entries_.pop_back();
  }
}

}  // namespace vixmount::disk::vmdk
