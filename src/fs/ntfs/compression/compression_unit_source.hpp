// The content of an attribute that NTFS itself compresses (LZNT1). It is cut into units of some
// clusters, usually 16: a unit without clusters is zeros, one with all of them is stored as it is,
// and one with fewer begins with its compressed form. Facts: docs/formats/ntfs-compression.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "fs/ntfs/boot_sector.hpp"
#include "fs/ntfs/runlist.hpp"
#include "io/byte_source.hpp"
#include "io/chunk_reader.hpp"

namespace vixmount::fs::ntfs {

class CompressionUnitSource final : public io::ByteSource {
 public:
  // A unit is decoded in memory. Windows compresses 16 clusters of at most 4 KiB.
  static constexpr std::uint64_t kMostUnitBytes = 1ULL << 20;

  // `unit_shift`: log2 of the clusters in a unit, not 0. `size` and `initialized` in bytes, as in
  // RunSource: what lies behind `initialized` reads as zeros. Error{damaged} when the runs end
  // before `size` does, or initialized > size; Error{unsupported} for larger units.
  CompressionUnitSource(io::SourcePtr volume, const Geometry& geometry, Runlist runs,
                        unsigned unit_shift, std::uint64_t size, std::uint64_t initialized);

  std::uint64_t size() const noexcept override { return size_; }

 private:
  // How a unit is stored: the clusters it begins with, and whether more follow behind a hole.
  struct Unit {
    std::uint64_t clusters = 0;
    bool more_behind_hole = false;
  };

  io::Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override;

  Unit unit_at(std::uint64_t index) const noexcept;
  bool is_hole(const Unit& unit) const noexcept;
  bool is_stored(const Unit& unit) const noexcept;
  std::uint64_t end_of_like_units(std::uint64_t offset, std::uint64_t end) const noexcept;
  std::uint64_t end_of_compressed_units(std::uint64_t offset, std::uint64_t end) const noexcept;
  void decode(std::uint64_t index, std::span<std::byte> out) const;
  void decompress(std::uint64_t index, const Unit& unit, std::span<std::byte> out) const;
  void read_clusters(std::uint64_t offset, std::span<std::byte> out) const;
  std::uint64_t volume_offset(std::uint64_t index) const noexcept;

  io::SourcePtr volume_;
  Geometry geometry_;
  Runlist runs_;
  std::uint64_t unit_clusters_;
  std::uint64_t unit_bytes_;
  std::uint64_t size_;
  std::uint64_t initialized_;
  io::ChunkReader units_;
};

}  // namespace vixmount::fs::ntfs
