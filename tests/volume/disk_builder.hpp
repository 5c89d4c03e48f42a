// Disks with partition tables for the tests: made by fdisk's and gdisk's programs, or by hand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/support.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume::test {

// A sparse image file of a disk.
class DiskFile {
 public:
  explicit DiskFile(std::uint64_t size);
  const std::string& path() const noexcept { return path_; }

  // Feeds `script` to sfdisk.
  void sfdisk(const std::string& script, const std::string& options = "") const;
  // Types `keys` at fdisk, which knows other sector sizes than 512.
  void fdisk(const std::string& keys, const std::string& options) const;
  void write(std::uint64_t offset, std::string_view bytes) const;
  void flip(std::uint64_t offset) const;  // inverts one byte
  io::SourcePtr source() const;

 private:
  vixmount::test::TemporaryFolder folder_;
  std::string path_;
};

// "number begin size" of each volume, in sectors of 512 bytes: the shape of partx's output.
std::vector<std::string> geometry(const Resolution& resolution);
// The same by partx, for tables that the installed util-linux understands.
std::vector<std::string> geometry_by_partx(const std::string& path);

Resolution resolve_one(const io::SourcePtr& disk, std::uint32_t logical_sector_size = 512);

// True when a remark contains `part`.
bool has_remark(const Resolution& resolution, const std::string& part);

}  // namespace vixmount::volume::test
