// Where names are in large directories, which FAT and exFAT keep in no order: without this, looking
// up each of n names would read n entries.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "fs/file_system.hpp"
#include "fs/ntfs/upcase.hpp"

namespace vixmount::fs::fat {

struct HashedName {
  std::uint32_t hash = 0;
  std::uint32_t slot = 0;  // where the entry begins
  friend auto operator<=>(const HashedName&, const HashedName&) = default;
};

std::uint32_t name_hash(const ntfs::Upcase& upcase, const std::u16string& name);

// The names of some recently used directories. Safe from many threads.
class NameIndex {
 public:
  // Directories of fewer slots are as quickly read.
  static constexpr std::uint32_t kFewSlots = 256;
  // 2 MiB for each of the kept directories. Larger ones (exFAT alone has such) are read through.
  static constexpr std::size_t kMostNames = 256 * 1024;
  static constexpr std::size_t kDirectories = 4;

  // Adds a name; false when there are too many.
  using Add = std::function<bool(std::uint32_t hash, std::uint32_t slot)>;
  // Calls its argument for each name of the directory, until that returns false.
  using Fill = std::function<void(const Add& add)>;

  // Slots of `directory` whose names have this hash, ascending; nothing when the directory is too
  // large. `fill` throws through.
  std::optional<std::vector<std::uint32_t>> find(NodeId directory, std::uint32_t hash,
                                                 const Fill& fill) const;

 private:
  using Names = std::vector<HashedName>;  // sorted
  using NamesPtr = std::shared_ptr<const Names>;
  struct Entry {
    NodeId directory = 0;
    NamesPtr names;  // empty: too many
    std::uint64_t used = 0;
  };
  NamesPtr names_of(NodeId directory, const Fill& fill) const;

  mutable std::mutex mutex_;
  mutable std::array<Entry, kDirectories> entries_;
  mutable std::uint64_t clock_ = 0;
};

}  // namespace vixmount::fs::fat
