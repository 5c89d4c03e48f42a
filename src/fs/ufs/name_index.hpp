// Where names are in large directories, which UFS keeps in no order: without this, looking up each
// of n names would read n entries.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace vixmount::fs::ufs {

std::uint32_t hash_of_name(std::string_view name) noexcept;

// The names of some recently used directories. Safe from many threads.
class NameIndex {
 public:
  // 4 MiB for each of the kept directories. Larger and damaged ones are read through.
  static constexpr std::size_t kMostNames = 512 * 1024;
  static constexpr std::size_t kDirectories = 4;

  // Adds a name; false when there are too many.
  using Add = std::function<bool(std::uint32_t hash, std::uint32_t position)>;
  // Calls its argument for each name of the directory, until that returns false. Error{damaged}
  // makes the directory one without an index.
  using Fill = std::function<void(const Add& add)>;

  // Positions in directory `inode` of names with this hash, ascending; nothing when it has no
  // index.
  std::optional<std::vector<std::uint32_t>> find(std::uint32_t inode, std::uint32_t hash,
                                                 const Fill& fill) const;

 private:
  struct HashedName {
    std::uint32_t hash = 0;
    std::uint32_t position = 0;
    friend auto operator<=>(const HashedName&, const HashedName&) = default;
  };
  using Names = std::vector<HashedName>;  // sorted
  using NamesPtr = std::shared_ptr<const Names>;
  struct Entry {
    std::uint32_t inode = 0;
    NamesPtr names;  // empty: without an index
    std::uint64_t used = 0;
  };
  NamesPtr names_of(std::uint32_t inode, const Fill& fill) const;

  mutable std::mutex mutex_;
  mutable std::array<Entry, kDirectories> entries_;
  mutable std::uint64_t clock_ = 0;
};

}  // namespace vixmount::fs::ufs
