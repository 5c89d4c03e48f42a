#include "capi/disklib/disk_description.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "capi/caller_block.hpp"

namespace vixmount::capi {
namespace {

constexpr std::uint64_t kSectorsPerGibibyte = (std::uint64_t{1} << 30) / VIXDISKLIB_SECTOR_SIZE;
constexpr std::uint64_t kMostIdeCylinders = 16383;  // ATA's limit for the CHS translation

VixDiskLibGeometry to_api(const disk::Geometry& geometry) noexcept {
  return {.cylinders = geometry.cylinders, .heads = geometry.heads, .sectors = geometry.sectors};
}

// Clients step and align by it: never 0.
std::uint32_t usable_sector_size(std::uint32_t size) noexcept {
  return size == 0 ? std::uint32_t{VIXDISKLIB_SECTOR_SIZE} : size;
}

}  // namespace

VixDiskLibInfo* describe(const disk::DiskInfo& info, std::uint64_t sectors) {
  using Block = CallerBlock<VixDiskLibInfo>;
  const std::string_view hint =
      info.links.empty() ? std::string_view() : std::string_view(info.links.front().parent_hint);
  Block block(Block::string_bytes_for(hint) + Block::string_bytes_for(info.uuid));
  const auto adapter = adapter_type(info.adapter_type);
  const auto physical =
      info.physical_geometry ? to_api(*info.physical_geometry) : usual_geometry(adapter, sectors);
  block->physGeo = physical;
  block->biosGeo = info.bios_geometry ? to_api(*info.bios_geometry) : physical;
  block->capacity = sectors;
  block->adapterType = adapter;
  block->numLinks = static_cast<int>(std::max<std::size_t>(info.links.size(), 1));
  if (!hint.empty()) block->parentFileNameHint = block.put(hint);
  if (!info.uuid.empty()) block->uuid = block.put(info.uuid);
  block->logicalSectorSize = usable_sector_size(info.logical_sector_size);
  block->physicalSectorSize = usable_sector_size(info.physical_sector_size);
  return block.release();
}

VixDiskLibAdapterType adapter_type(std::string_view text) noexcept {
  const auto is = [text](std::string_view name) { return equals_ignoring_ascii_case(text, name); };
  if (is("ide")) return VIXDISKLIB_ADAPTER_IDE;
  if (is("buslogic")) return VIXDISKLIB_ADAPTER_SCSI_BUSLOGIC;
  // Later ESX writes the two others; the API has no value of their own for them.
  if (is("lsilogic") || is("lsisas1068") || is("pvscsi")) return VIXDISKLIB_ADAPTER_SCSI_LSILOGIC;
  return VIXDISKLIB_ADAPTER_UNKNOWN;
}

VixDiskLibGeometry usual_geometry(VixDiskLibAdapterType adapter, std::uint64_t sectors) noexcept {
  VixDiskLibGeometry geometry{};
  std::uint64_t most_cylinders = std::numeric_limits<std::uint32_t>::max();
  if (adapter == VIXDISKLIB_ADAPTER_IDE) {
    geometry.heads = 16;
    geometry.sectors = 63;
    most_cylinders = kMostIdeCylinders;
  } else if (sectors <= kSectorsPerGibibyte) {
    geometry.heads = 64;
    geometry.sectors = 32;
  } else {
    geometry.heads = 255;
    geometry.sectors = 63;
  }
  const std::uint64_t cylinder = std::uint64_t{geometry.heads} * geometry.sectors;
  geometry.cylinders =
      static_cast<std::uint32_t>(std::clamp<std::uint64_t>(sectors / cylinder, 1, most_cylinders));
  return geometry;
}

}  // namespace vixmount::capi
