// What all sparse VMDK extents share: a grain directory that points to grain tables that point to
// grains. The kinds differ in the width and the meaning of the entries, which they decode.
//
// Of the tables only the piece looked at last is kept (one window, at most 4 KiB): where a chain is
// fragmented, each link is asked for many small ranges beside each other. io::LayeredSource above
// keeps the maps it has seen.
// A grain whose entry makes no sense does not spoil its neighbours: it is mapped as opaque, and
// reading it throws what is wrong with it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "disk/vmdk/entry_array.hpp"
#include "io/byte_source.hpp"

namespace vixmount::disk::vmdk {

// What a directory entry says of a table, or a table entry of a grain.
struct Place {
  enum class Kind : std::uint8_t { absent, zero, at, damaged };
  Kind kind = Kind::absent;
  std::uint64_t position = 0;    // at: bytes in the file; damaged: the raw entry
  const char* reason = nullptr;  // damaged

  static Place absent() noexcept { return {}; }
  static Place zero() noexcept { return {Kind::zero, 0, nullptr}; }
  static Place at(std::uint64_t position) noexcept { return {Kind::at, position, nullptr}; }
  static Place damaged(std::uint64_t raw, const char* reason) noexcept {
    return {Kind::damaged, raw, reason};
  }
};

// Bounds and shape of a sparse extent; checked by the constructor of GrainSource.
struct GrainGeometry {
  std::uint64_t capacity = 0;     // bytes
  std::uint64_t grain_bytes = 0;  // a power of two
  std::uint64_t entries_per_table = 0;
  std::uint32_t entry_bytes = 4;  // of directories and tables

  std::uint64_t table_coverage() const noexcept { return grain_bytes * entries_per_table; }
  std::uint64_t table_count() const noexcept;
  std::uint64_t grain_count() const noexcept;

  // Throws Error{damaged} for what no writer makes; `name` for the message.
  static GrainGeometry checked(std::uint64_t capacity_sectors, std::uint64_t grain_sectors,
                               std::uint64_t entries_per_table, std::uint32_t entry_bytes,
                               const std::string& name);
};

class GrainSource : public io::ByteSource {
 public:
  // The largest grain: 2 MiB of sectors. VMware's own are 64 KiB (hosted), 512 bytes (COWD) and
  // 4 KiB (seSparse); QEMU sets the same bound of 1 GiB.
  static constexpr std::uint64_t kMostGrainSectors = 0x200000;
  // Entries of a grain table. Hosted extents have 512, COWD and seSparse 4096.
  static constexpr std::uint64_t kMostEntriesPerTable = 65536;

  std::uint64_t size() const noexcept final { return geometry_.capacity; }

 protected:
  using FilePtr = std::shared_ptr<const io::HostFile>;

  // `directory`, `redundant`: byte positions of the grain directories. Where both are given, an
  // entry that makes no sense in the first is taken from the second. Error{damaged} when there is
  // no directory that lies inside the file.
  GrainSource(FilePtr file, const GrainGeometry& geometry, std::optional<std::uint64_t> directory,
              std::optional<std::uint64_t> redundant, const Log& log);

  const io::HostFile& file() const noexcept { return *file_; }
  const GrainGeometry& geometry() const noexcept { return geometry_; }
  // Bytes of grain `index` that belong to the disk: the last grain may reach over its end.
  std::uint64_t bytes_in_grain(std::uint64_t index) const noexcept;
  // Where grain `index` is, looked up afresh.
  Place find_grain(std::uint64_t index) const;
  // Throws Error{damaged} for a damaged place of grain `index`.
  [[noreturn]] void report_damage(std::uint64_t index, const Place& place) const;
  // A position that came from an entry: `at` when `length` bytes there are inside the file.
  Place place_in_file(std::uint64_t position, std::uint64_t length,
                      std::uint64_t raw) const noexcept;

 private:
  // What `raw`, the directory entry of table `table`, points to.
  virtual Place decode_table(std::uint64_t table, std::uint64_t raw) const noexcept = 0;
  // What `raw`, the table entry of grain `grain`, points to.
  virtual Place decode_grain(std::uint64_t grain, std::uint64_t raw) const noexcept = 0;
  // True when grains can be handed out as ranges of the file, false when only read_grains can.
  virtual bool grains_are_plain() const noexcept { return true; }
  // Fills `out` from `offset` of the disk, which a plain source never asks for undamaged grains.
  virtual void read_grains(std::uint64_t offset, std::span<std::byte> out) const;

  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const final;
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const final {
    read_grains(position, out);
  }
  std::optional<EntryArray> directory_at(std::optional<std::uint64_t> position) const;
  Place find_table(const EntryArray& directory, std::uint64_t table) const;
  EntryArray table_at(std::uint64_t table, std::uint64_t position) const;
  std::uint64_t entries_in_table(std::uint64_t table) const noexcept;
  Place from_redundant(std::uint64_t grain, const Place& damaged) const;

  // A piece of a grain table, or the word that the whole table is alike.
  struct Window {
    std::uint64_t table = 0;
    Place place;                         // of the table
    std::uint64_t first = 0;             // grain of entries[0]
    std::vector<std::uint64_t> entries;  // empty unless place is `at`

    bool holds(std::uint64_t grain, std::uint64_t of_table) const noexcept {
      return table == of_table &&
             (place.kind != Place::Kind::at || (grain >= first && grain - first < entries.size()));
    }
  };
  using WindowPtr = std::shared_ptr<const Window>;
  WindowPtr window_at(std::uint64_t grain) const;
  WindowPtr load_window(std::uint64_t grain, std::uint64_t table) const;
  io::Extent map_tables(std::uint64_t offset, std::uint64_t length, const Place& first) const;
  io::Extent map_grains(std::uint64_t offset, std::uint64_t length, const Window& window) const;
  io::Extent extent_of(std::uint64_t offset, std::uint64_t length, const Place& place) const;

  FilePtr file_;
  GrainGeometry geometry_;
  std::optional<EntryArray> directory_, redundant_;
  Log log_;
  mutable std::atomic<bool> warned_{false};
  mutable std::mutex mutex_;  // guards window_
  mutable WindowPtr window_;  // the last one, or nullptr
};

}  // namespace vixmount::disk::vmdk
