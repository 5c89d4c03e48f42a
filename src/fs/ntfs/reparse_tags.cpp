#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "fs/ntfs/reparse_point.hpp"

namespace vixmount::fs::ntfs {
namespace {

struct NamedTag {
  std::uint32_t tag;
  std::string_view name;
};

// [MS-FSCC] 2.1.2.1 and the headers of Windows' SDK.
constexpr std::array kNamedTags = std::to_array<NamedTag>({
    {0x80000005, "DRIVE_EXTENDER"},
    {0x80000006, "HSM2"},
    {0x80000007, "SIS"},
    {0x80000008, "WIM"},
    {0x80000009, "CSV"},
    {0x8000000A, "DFS"},
    {0x8000000B, "FILTER_MANAGER"},
    {0x80000012, "DFSR"},
    {0x80000013, "DEDUP"},
    {0x80000014, "NFS"},
    {0x80000015, "FILE_PLACEHOLDER"},
    {0x80000016, "DFM"},
    {0x80000017, "WOF"},
    {0x80000018, "WCI"},
    {0x8000001B, "APPEXECLINK"},
    {0x8000001E, "STORAGE_SYNC"},
    {0x80000020, "UNHANDLED"},
    {0x80000021, "ONEDRIVE"},
    {0x80000023, "AF_UNIX"},
    {0x80000024, "LX_FIFO"},
    {0x80000025, "LX_CHR"},
    {0x80000026, "LX_BLK"},
    {0x90000027, "STORAGE_SYNC_FOLDER"},
    {0x90001018, "WCI_1"},
    {0x9000001C, "PROJFS"},
    {0xA0000003, "MOUNT_POINT"},
    {0xA000000C, "SYMLINK"},
    {0xA0000010, "IIS_CACHE"},
    {0xA0000019, "GLOBAL_REPARSE"},
    {0xA000001D, "LX_SYMLINK"},
    {0xA000001F, "WCI_TOMBSTONE"},
    {0xA0000022, "PROJFS_TOMBSTONE"},
    {0xA0000027, "WCI_LINK"},
    {0xA0000028, "DATALESS_CIM"},
    {0xA0001027, "WCI_LINK_1"},
    {0xC0000004, "HSM"},
    {0xC0000014, "APPXSTRM"},
});

// CLOUD, CLOUD_1 ... CLOUD_F: the place of the sync root's number.
constexpr std::uint32_t kCloud = 0x9000001A;
constexpr std::uint32_t kCloudNumber = 0x0000F000;

bool is_numbered_cloud(std::uint32_t tag) noexcept { return (tag & ~kCloudNumber) == kCloud; }

}  // namespace

std::string name_of_reparse_tag(std::uint32_t tag) {
  if (tag == kCloud) return "CLOUD";
  if (is_numbered_cloud(tag)) return fmt::format("CLOUD_{:X}", (tag & kCloudNumber) >> 12);
  const auto found = std::find_if(kNamedTags.begin(), kNamedTags.end(),
                                  [&](const NamedTag& named) { return named.tag == tag; });
  return found != kNamedTags.end() ? std::string(found->name) : fmt::format("0x{:08X}", tag);
}

bool is_cloud_tag(std::uint32_t tag) noexcept {
  constexpr std::array<std::uint32_t, 7> kOthers = {0x80000006, 0x80000015, 0x8000001E, 0x80000021,
                                                    0x90000027, 0x9000001C, 0xC0000004};
  return is_numbered_cloud(tag) || std::find(kOthers.begin(), kOthers.end(), tag) != kOthers.end();
}

}  // namespace vixmount::fs::ntfs
