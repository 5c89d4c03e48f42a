#include "volume/mbr/type_names.hpp"

#include <algorithm>
#include <array>

namespace vixmount::volume::mbr {
namespace {

struct Named {
  std::uint8_t type;
  std::string_view name;
};

// Ascending. There is no registry for these bytes: the names follow their use in the field.
constexpr std::array kNames = {
    Named{0x01, "FAT12"},
    Named{0x04, "FAT16, below 32 MiB"},
    Named{0x05, "Extended"},
    Named{0x06, "FAT16"},
    Named{0x07, "NTFS, exFAT or HPFS"},
    Named{0x0B, "FAT32"},
    Named{0x0C, "FAT32, LBA"},
    Named{0x0E, "FAT16, LBA"},
    Named{0x0F, "Extended, LBA"},
    Named{0x11, "Hidden FAT12"},
    Named{0x12, "Vendor diagnostics"},
    Named{0x14, "Hidden FAT16, below 32 MiB"},
    Named{0x16, "Hidden FAT16"},
    Named{0x17, "Hidden NTFS, exFAT or HPFS"},
    Named{0x1B, "Hidden FAT32"},
    Named{0x1C, "Hidden FAT32, LBA"},
    Named{0x1E, "Hidden FAT16, LBA"},
    Named{0x27, "Windows recovery"},
    Named{0x39, "Plan 9"},
    Named{0x42, "Windows dynamic disk"},
    Named{0x63, "UNIX System V"},
    Named{0x80, "Old Minix"},
    Named{0x81, "Minix"},
    Named{0x82, "Linux swap or Solaris"},
    Named{0x83, "Linux"},
    Named{0x84, "Hibernation"},
    Named{0x85, "Linux extended"},
    Named{0x8E, "Linux LVM"},
    Named{0xA5, "FreeBSD"},
    Named{0xA6, "OpenBSD"},
    Named{0xA8, "Darwin UFS"},
    Named{0xA9, "NetBSD"},
    Named{0xAB, "Darwin boot"},
    Named{0xAF, "HFS or HFS+"},
    Named{0xBE, "Solaris boot"},
    Named{0xBF, "Solaris"},
    Named{0xDA, "Data without a file system"},
    Named{0xDE, "Dell utility"},
    Named{0xEA, "Linux extended boot"},
    Named{0xEB, "BeOS"},
    Named{0xEE, "GPT protective"},
    Named{0xEF, "EFI system"},
    Named{0xFB, "VMware VMFS"},
    Named{0xFC, "VMware swap"},
    Named{0xFD, "Linux RAID"},
};

}  // namespace

std::string_view type_name(std::uint8_t type) noexcept {
  const auto found =
      std::lower_bound(kNames.begin(), kNames.end(), type,
                       [](const Named& named, std::uint8_t wanted) { return named.type < wanted; });
  return found != kNames.end() && found->type == type ? found->name : "unknown";
}

}  // namespace vixmount::volume::mbr
