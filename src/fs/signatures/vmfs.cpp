// VMware VMFS: the file system, and the volume header in front of it (an extent of a VMFS). Facts:
// vmfs-tools, "VMFS volume and file system layout".
#include <fmt/format.h>

#include "fs/signatures/probes.hpp"

namespace vixmount::fs::signatures {
namespace {

constexpr std::uint64_t kVolumeInfo = 1 << 20;
constexpr std::uint64_t kFileSystemInfo = 2 << 20;
constexpr std::uint32_t kVolumeMagic = 0xC001D00D;
constexpr std::uint32_t kFileSystemMagic = 0x2FABF15E;

// VMware writes the 16 bytes as two little-endian 32-bit numbers, a 16-bit one, and six bytes.
std::string vmware_uuid(BytesView raw) {
  std::string node;
  for (std::size_t i = 10; i < 16; ++i) node += fmt::format("{:02x}", raw.u8(i));
  return fmt::format("{:08x}-{:08x}-{:04x}-{}", raw.le32_at(0), raw.le32_at(4), raw.le16_at(8),
                     node);
}

}  // namespace

std::optional<Identification> probe_vmfs(const VolumeBytes& volume) {
  const auto info = volume.view(kFileSystemInfo, 160);
  if (info && info->le32_at(0) == kFileSystemMagic) {
    auto identification = recognised("VMFS");
    identification.uuid = vmware_uuid(info->sub(9, 16));
    identification.label = clean_label(info->text_until_nul(29, 128));
    return identification;
  }
  const auto header = volume.view(kVolumeInfo, 256);
  if (!header || header->le32_at(0) != kVolumeMagic) return std::nullopt;
  auto identification = recognised("VMFS_volume_member");
  identification.uuid = vmware_uuid(header->sub(130, 16));
  return identification;
}

}  // namespace vixmount::fs::signatures
