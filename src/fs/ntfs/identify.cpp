#include <array>
#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/ntfs/boot_sector.hpp"
#include "fs/ntfs/layout.hpp"
#include "fs/ntfs/mft.hpp"
#include "fs/ntfs/mft_bootstrap.hpp"
#include "fs/ntfs/ntfs.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr auto kVolumeRecord = static_cast<std::uint64_t>(SystemRecord::volume);

bool begins_with_ntfs(const io::ByteSource& volume) {
  if (volume.size() < layout::kBootSectorBytes) return false;
  std::array<std::byte, sizeof(layout::BootSector::oem_id)> id{};
  volume.read(offsetof(layout::BootSector, oem_id), id);
  return std::memcmp(id.data(), layout::kOemId, id.size()) == 0;
}

// As blkid prints it: without blanks at the end.
std::string label_in(const Record& record) {
  for (const auto& attribute : record.attributes())
    if (attribute.type() == AttributeType::volume_name) {
      auto label = to_utf8(Utf16View(attribute.value().span()));
      label.erase(label.find_last_not_of(" \t\r\n") + 1);
      return is_valid_utf8(label) ? label : printable(label);
    }
  return {};
}

std::string label_at(const io::ByteSource& volume, const Geometry& geometry,
                     std::uint64_t table_cluster) {
  const auto table = checked_multiply(table_cluster, geometry.cluster_size, "MFT");
  const auto offset = checked_add(table, kVolumeRecord * geometry.record_size, "MFT record 3");
  return label_in(read_single_record(volume, geometry, kVolumeRecord, offset));
}

std::string read_label(const io::ByteSource& volume, const Geometry& geometry) {
  try {
    return label_at(volume, geometry, geometry.mft_cluster);
  } catch (const Error& fault) {
    if (fault.kind() != ErrorKind::damaged) throw;
    try {
      return label_at(volume, geometry, geometry.mft_mirror_cluster);
    } catch (const Error& second) {
      if (second.kind() != ErrorKind::damaged) throw;
      throw fault;
    }
  }
}

Identification describe(const io::ByteSource& volume, const Geometry& geometry) {
  Identification out;
  out.type = "ntfs";
  out.uuid = fmt::format("{:016X}", geometry.serial_number);
  try {
    out.label = read_label(volume, geometry);
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    out.remark = "it is damaged: " + error.message();
  }
  return out;
}

std::optional<Geometry> geometry_of(const io::ByteSource& volume) {
  try {
    return find_boot_sector(volume).geometry;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return std::nullopt;
  }
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& volume) {
  if (!begins_with_ntfs(volume)) return std::nullopt;
  const auto geometry = geometry_of(volume);
  if (!geometry) return std::nullopt;
  return describe(volume, *geometry);
}

std::optional<Identification> identify_by_backup(const io::ByteSource& volume) {
  if (volume.size() < layout::kBootSectorBytes || begins_with_ntfs(volume)) return std::nullopt;
  const auto geometry = geometry_of(volume);
  if (!geometry) return std::nullopt;
  auto out = describe(volume, *geometry);
  if (!out.mountable) return std::nullopt;  // a leftover
  return out;
}

}  // namespace vixmount::fs::ntfs
