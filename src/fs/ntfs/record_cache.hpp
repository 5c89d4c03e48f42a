// Recently used records of the master file table, read several at once. A walk through a volume
// goes roughly in the order of the table; without this every file would cost a read of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/shared_cache.hpp"
#include "fs/ntfs/record.hpp"
#include "fs/ntfs/run_source.hpp"

namespace vixmount::fs::ntfs {

// All const members are safe from many threads.
class RecordCache {
 public:
  // Bound of the cached bytes: 8 Ki records of 1 KiB.
  static constexpr std::size_t kMostBytes = 8UL << 20;
  // Read at once: four records of 1 KiB cost little more than one. More would be wasted on trees
  // whose folders were filled in turns.
  static constexpr std::uint32_t kPageBytes = 4U << 10;

  RecordCache(std::shared_ptr<const RunSource> table, std::uint32_t record_size);

  // `number` must be inside the table. Error{damaged}, Error{io}.
  Record record(std::uint64_t number) const;
  const RunSource& table() const noexcept { return *table_; }

 private:
  // Records with fixups applied; those that refuse them are as on disk, and marked.
  struct Page {
    std::vector<std::byte> bytes;
    std::vector<bool> intact;
  };
  using Pages = SharedCache<Page>;

  Record read_alone(std::uint64_t number) const;
  Pages::Pointer load(std::uint64_t number) const;

  std::shared_ptr<const RunSource> table_;
  std::uint32_t record_size_;
  std::uint32_t records_per_page_;
  Pages pages_;  // by number
};

}  // namespace vixmount::fs::ntfs
