// Where names are in large directories of formats that keep them in no order: without this, looking
// up each of n names would read n entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::fs {

// Of bytes or 16-bit units, for NameIndex: what compares equal is to be made alike before.
template <typename Text>
std::uint32_t hash_of_name(const Text& name) noexcept {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const auto unit : name)
    hash = (hash ^ static_cast<std::make_unsigned_t<decltype(unit)>>(unit)) * 16777619U;
  return hash;
}

// The names of some recently used directories. Safe from many threads.
class NameIndex {
 public:
  // Of names in all kept directories together, 8 bytes each.
  static constexpr std::size_t kMostBytes = 8UL << 20;
  // Of one directory, 4 MiB. Larger ones are read through.
  static constexpr std::size_t kMostNames = 512 * 1024;

  // Adds a name and where it is in the directory; false when there are too many.
  using Add = std::function<bool(std::uint32_t hash, std::uint32_t position)>;
  // Calls its argument for each name of the directory, until that returns false. Error{damaged}
  // makes the directory one without an index; others are thrown.
  using Fill = std::function<void(const Add& add)>;

  // Searches `directory` for a name with this hash. find_from(position, only_there) returns an
  // optional: what is found at that position alone or, from position 0 on, anywhere; the latter
  // where the directory has no index (it is damaged or too large).
  template <typename FindFrom>
  auto find(NodeId directory, std::uint32_t hash, const Fill& fill, const FindFrom& find_from) const
      -> decltype(find_from(std::uint32_t{}, true)) {
    const auto positions = candidates(directory, hash, fill);
    if (!positions) return find_from(0, false);
    for (const auto position : *positions)
      if (auto found = find_from(position, true)) return found;
    return std::nullopt;
  }

 private:
  struct HashedName {
    std::uint32_t hash = 0;
    std::uint32_t position = 0;
    friend auto operator<=>(const HashedName&, const HashedName&) = default;
  };
  using Names = std::vector<HashedName>;  // sorted, each once
  using NamesPtr = std::shared_ptr<const Names>;
  struct Entry {
    NodeId directory = 0;
    NamesPtr names;  // null: without an index
  };
  // Of as many small ones.
  static constexpr std::size_t kMostDirectories = 16;

  std::optional<std::vector<std::uint32_t>> candidates(NodeId directory, std::uint32_t hash,
                                                       const Fill& fill) const;
  NamesPtr names_of(NodeId directory, const Fill& fill) const;
  std::optional<NamesPtr> find_kept(NodeId directory) const;
  void keep(Entry made) const;

  mutable std::mutex mutex_;            // guards what follows
  mutable std::vector<Entry> entries_;  // the one used last is the last
};

}  // namespace vixmount::fs
