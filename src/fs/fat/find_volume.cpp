#include "fs/fat/find_volume.hpp"

#include <initializer_list>

#include "base/error.hpp"
#include "fs/fat/layout.hpp"

namespace vixmount::fs::fat {
namespace {

// Microsoft: no other value than 6 is recommended. Where it differs, only the first sector tells.
constexpr std::uint64_t kBackupSector = 6;

std::optional<Volume> read_backup_at(const io::SourcePtr& source, std::uint64_t offset,
                                     std::uint32_t sector_size) {
  if (!fits(offset, layout::kBootSectorBytes, source->size())) return std::nullopt;
  const auto bytes = io::read_bytes(*source, offset, layout::kBootSectorBytes);
  const BytesView sector(bytes, offset);
  if (sector.le16_at(layout::kBootSignatureOffset) != layout::kBootSignature) return std::nullopt;
  try {
    Volume volume(source, parse_boot_sector(sector));
    const auto& geometry = volume.geometry();
    if (geometry.sector_size != sector_size || geometry.backup != offset ||
        !volume.table_begins_with_media_byte())
      return std::nullopt;
    volume.raw_label();  // reads the root directory
    return volume;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    return std::nullopt;
  }
}

}  // namespace

Volume read_first(const io::SourcePtr& source) {
  if (source->size() < layout::kBootSectorBytes)
    fail(ErrorKind::damaged, "a volume of {} bytes has no boot sector", source->size());
  const auto sector = io::read_bytes(*source, 0, layout::kBootSectorBytes);
  return {source, parse_boot_sector(BytesView(sector))};
}

std::optional<Volume> read_by_backup(const io::SourcePtr& source) {
  for (const std::uint32_t sector_size : {512U, 1024U, 2048U, 4096U})
    if (auto volume = read_backup_at(source, kBackupSector * sector_size, sector_size))
      return volume;
  return std::nullopt;
}

FoundVolume find_volume(const io::SourcePtr& source) {
  std::optional<Volume> first;
  std::optional<Error> error;
  try {
    first = read_first(source);
    if (first->table_begins_with_media_byte()) return {*std::move(first), {}};
  } catch (const Error& caught) {
    if (caught.kind() == ErrorKind::unsupported_version) throw;
    error = caught;
  }
  if (auto backup = read_by_backup(source)) {
    const auto reason = error ? error->message() : "the table does not begin as the first one says";
    auto remark = fmt::format("the backup boot sector at byte {} is used: {}",
                              backup->geometry().backup, reason);
    return {*std::move(backup), std::move(remark)};
  }
  if (!first) throw *error;
  return {*std::move(first), {}};
}

}  // namespace vixmount::fs::fat
