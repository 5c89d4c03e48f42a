// The master file table: every file of the volume is one of its records (or several). Facts:
// layout.hpp's sources.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fs/ntfs/boot_sector.hpp"
#include "fs/ntfs/record.hpp"
#include "fs/ntfs/record_cache.hpp"
#include "fs/ntfs/run_source.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs::ntfs {

// Records with a place of their own.
enum class SystemRecord : std::uint64_t {
  mft = 0,
  mft_mirror = 1,
  log_file = 2,
  volume = 3,
  attribute_definitions = 4,
  root = 5,
  bitmap = 6,
  boot = 7,
  bad_clusters = 8,
  secure = 9,  // $Quota in NTFS 1.x
  upcase = 10,
  extend = 11,
};

// Immutable after open; all const members may be called from many threads at once.
class Mft {
 public:
  // Records that the mirror repeats, at least.
  static constexpr std::size_t kMirroredRecords = 4;

  // Reads the table's own record, from the mirror where the table's is damaged, and joins the
  // table's parts. Error{damaged}, Error{io}.
  static std::shared_ptr<const Mft> open(io::SourcePtr volume, const Geometry& geometry);

  const io::SourcePtr& volume() const noexcept { return volume_; }
  const Geometry& geometry() const noexcept { return geometry_; }
  // Which records the mirror had to give, for people; mostly empty.
  const std::string& remark() const noexcept { return remark_; }

  std::uint64_t record_count() const noexcept { return record_count_; }

  // Record `number`, in use or not. Error{not_found} behind the end, Error{damaged}.
  Record record(std::uint64_t number) const;

  // The record that `reference` means. Error{damaged} when it is not in use, or another file uses
  // it now (the sequence numbers differ).
  Record record(FileReference reference) const;
  Record record(SystemRecord number) const { return record(static_cast<std::uint64_t>(number)); }

 private:
  Mft(io::SourcePtr volume, const Geometry& geometry);
  void find_table();
  void check_mirrored_records();
  Record read_from_mirror(std::uint64_t number) const;

  io::SourcePtr volume_;
  Geometry geometry_;
  std::unique_ptr<const RecordCache> cache_;
  std::uint64_t record_count_ = 0;
  std::array<std::optional<Record>, kMirroredRecords> mirrored_;  // those that replace the table's
  std::string remark_;
};

using MftPtr = std::shared_ptr<const Mft>;

}  // namespace vixmount::fs::ntfs
