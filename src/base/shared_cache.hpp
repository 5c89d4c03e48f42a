// Recently used things that are costly to make, by a number: blocks of metadata, nodes of trees,
// records. Bounded, and shared by all threads.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace vixmount {

// A key has a few places (a set) where its value may be; of a full set the value goes that was not
// used for a while (second chance). Nothing is allocated but the values. All const members may be
// called from many threads at once; locks are held for a look at one set.
template <typename Value>
class SharedCache {
 public:
  using Pointer = std::shared_ptr<const Value>;

  // Keeps at most `most_values` (rounded down to whole sets, at least one set).
  explicit SharedCache(std::size_t most_values)
      : sets_(std::max<std::size_t>(most_values / kWays, 1)),
        locks_(std::make_unique<std::array<std::mutex, kLocks>>()) {}

  // Nothing when the key is not there.
  Pointer find(std::uint64_t key) const {
    const auto number = set_of(key);
    auto& set = sets_[number];
    const std::lock_guard lock((*locks_)[number % kLocks]);
    const auto way = set.find(key);
    if (way == kWays) return nullptr;
    set.recently_used |= 1U << way;
    return set.values[way];
  }

  // `value` is not null. Takes the place of an earlier value of the key.
  void insert(std::uint64_t key, Pointer value) const {
    const auto number = set_of(key);
    auto& set = sets_[number];
    {
      const std::lock_guard lock((*locks_)[number % kLocks]);
      auto way = set.find(key);
      if (way == kWays) way = set.make_room();
      set.keys[way] = key;
      set.values[way].swap(value);
    }  // what was replaced is destroyed behind the lock
  }

  // The value of the key, else what `load` returns (a Pointer). It is called without a lock: two
  // threads may load the same, which is harmless. What it throws is thrown, and nothing kept.
  template <typename Load>
  Pointer get(std::uint64_t key, Load&& load) const {
    if (auto found = find(key)) return found;
    Pointer loaded = std::forward<Load>(load)();
    insert(key, loaded);
    return loaded;
  }

 private:
  static constexpr std::size_t kWays = 8;  // keys of one set fill a line of the processor's cache
  static constexpr std::size_t kLocks = 16;

  struct Set {
    std::array<std::uint64_t, kWays> keys{};
    std::array<Pointer, kWays> values;  // null: the place is free
    std::uint32_t recently_used = 0;    // a bit for each place
    std::uint32_t hand = 0;             // where the search for a place to reuse goes on

    std::size_t find(std::uint64_t key) const noexcept {
      std::size_t way = 0;
      while (way < kWays && (keys[way] != key || !values[way])) ++way;
      return way;
    }
    std::size_t make_room() noexcept {
      // Every pass clears marks, so the second round at the latest finds a place.
      while (values[hand] && (recently_used >> hand & 1) != 0) {
        recently_used &= ~(1U << hand);
        hand = (hand + 1) % kWays;
      }
      return std::exchange(hand, (hand + 1) % kWays);
    }
  };

  // Keys are often multiples of a block: the product's upper half depends on all their bits.
  std::size_t set_of(std::uint64_t key) const noexcept {
    const auto hash = key * 0x9E3779B97F4A7C15 >> 32;
    return static_cast<std::size_t>(hash * sets_.size() >> 32);
  }

  mutable std::vector<Set> sets_;
  std::unique_ptr<std::array<std::mutex, kLocks>> locks_;
};

}  // namespace vixmount
