// Content by logical address, checked, from whichever copy is right.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "fs/btrfs/data_checksums.hpp"
#include "fs/btrfs/logical_space.hpp"

namespace vixmount::fs::btrfs {

// All const members are safe from many threads.
class DataReader {
 public:
  DataReader(std::shared_ptr<const LogicalSpace> space, DataChecksums checksums,
             const Superblock& superblock, bool verify)
      : space_(std::move(space)),
        checksums_(std::move(checksums)),
        type_(superblock.checksum_type),
        sector_size_(superblock.sector_size),
        verify_(verify) {}

  const LogicalSpace& space() const noexcept { return *space_; }

  // Fills `out` with bytes that fit their checksums, on all processors where it is long. Where a
  // copy is wrong or cannot be read, the others are tried. Error{damaged} names the logical
  // address or the device that is missing; Error{io}.
  void read_checked(std::uint64_t logical, std::span<std::byte> out) const;
  // The same for bytes without checksums: as they are.
  void read_plain(std::uint64_t logical, std::span<std::byte> out) const;

 private:
  // Of a long read, for one processor.
  static constexpr std::size_t kPiece = 256 << 10;

  void read_part_of_sector(std::uint64_t logical, std::span<std::byte> out) const;
  void read_sectors(std::uint64_t logical, std::span<std::byte> out) const;
  void mend_sector(std::uint64_t logical, std::span<std::byte> out,
                   std::span<const std::byte> sum) const;

  std::shared_ptr<const LogicalSpace> space_;
  DataChecksums checksums_;
  ChecksumType type_;
  std::uint32_t sector_size_;
  bool verify_;
};

}  // namespace vixmount::fs::btrfs
