// What Sun's two tables share: the tags of their partitions. Facts: illumos sys/vtoc.h.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "volume/volume.hpp"

namespace vixmount::volume::labels {

inline constexpr std::uint32_t kVtocSanity = 0x600DDEEE;
inline constexpr std::uint16_t kWholeDiskTag = 5;

inline std::string_view sun_tag_name(std::uint16_t tag) {
  constexpr std::array<std::string_view, 12> kNames = {
      "unassigned", "boot", "root", "swap",       "usr",   "whole disk",
      "stand",      "var",  "home", "alternates", "cache", "reserved"};
  if (tag < kNames.size()) return kNames[tag];
  switch (tag) {  // Linux on SPARC uses the types of an MBR
    case 0x82:
      return "Linux swap";
    case 0x83:
      return "Linux";
    case 0x8E:
      return "Linux LVM";
    case 0xFD:
      return "Linux RAID";
    default:
      return "unknown";
  }
}

inline Volume describe_sun_partition(std::uint16_t tag, std::uint32_t number) {
  Volume volume;
  volume.type = VolumeType::mbr_partition;
  volume.scheme = "sun";
  volume.partition_number = number;
  volume.type_code = fmt::format("0x{:02x}", tag);
  volume.type_name = sun_tag_name(tag);
  return volume;
}

}  // namespace vixmount::volume::labels
