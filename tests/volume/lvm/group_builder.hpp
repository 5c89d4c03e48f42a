// Physical volumes by hand, for the unit tests: labels, areas and texts with good checksums.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/byte_source.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume::lvm::test {

// A UUID of LVM: 32 characters, all `c`; and with dashes, as the text has it.
std::string raw_uuid(char c);
std::string dashed_uuid(char c);

// A PV of 1 MiB: the label in sector 1, one metadata area of `area_size` bytes at 4096, extents of
// 64 KiB from 512 KiB on. Each extent is filled with `fill` + its number.
class PvBuilder {
 public:
  static constexpr std::uint64_t kAreaBegin = 4096;
  static constexpr std::uint64_t kExtentsBegin = 512 * 1024;
  static constexpr std::uint64_t kExtentSize = 64 * 1024;
  static constexpr unsigned kExtents = 8;

  explicit PvBuilder(char uuid, char fill = 'A', std::uint64_t area_size = 65536);

  PvBuilder& without_area();
  // The committed text, `offset` bytes from the area's begin; it may run around the end.
  PvBuilder& text(std::string_view text, std::uint64_t offset = 512, std::uint32_t flags = 0);
  // Any byte, after all checksums were made.
  PvBuilder& poke(std::uint64_t offset, char byte);
  PvBuilder& label_in_sector(unsigned sector);

  io::SourcePtr source() const;
  std::string bytes() const;

 private:
  void write_label(std::string& out) const;
  void write_area(std::string& out) const;

  char uuid_;
  char fill_;
  std::uint64_t area_size_;
  bool has_area_ = true;
  unsigned label_sector_ = 1;
  std::string text_;
  std::uint64_t text_offset_ = 0;
  std::uint32_t text_flags_ = 0;
  std::vector<std::pair<std::uint64_t, char>> pokes_;
};

// The text of a group; PVs are named pv0, pv1 ... in the order of `pv_uuids`.
struct GroupText {
  std::string name = "vg";
  char uuid = 'G';
  unsigned sequence_number = 1;
  std::string pv_uuids = "a";
  std::string status = R"("RESIZEABLE", "READ", "WRITE")";
  std::string logical_volumes;  // sections
  std::string pv_flags;         // of all PVs

  std::string build() const;
};

// A section of a visible LV; `segments` by segment().
std::string logical_volume(std::string_view name, char uuid, std::string_view segments,
                           std::string_view status = R"("READ", "WRITE", "VISIBLE")");
std::string segment(unsigned number, unsigned start, unsigned count, std::string_view type,
                    std::string_view settings);
// A linear segment on pv`pv`.
std::string linear(unsigned number, unsigned start, unsigned count, std::string_view pv,
                   unsigned extent);

// What the disks hold, found by all schemes.
Resolution open(const std::vector<io::SourcePtr>& disks);
// The first byte of each extent: extents are filled with one letter each.
std::string letters(const Volume& volume);

}  // namespace vixmount::volume::lvm::test
