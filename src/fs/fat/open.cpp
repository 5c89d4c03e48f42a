#include "base/error.hpp"
#include "fs/fat/fat.hpp"
#include "fs/fat/fat_file_system.hpp"
#include "fs/fat/find_volume.hpp"
#include "fs/fat/opening.hpp"

namespace vixmount::fs::fat {
namespace {

// Entry 1 of the table says whether the volume was unmounted; FAT12 has no bit for it.
bool table_says_dirty(const Volume& volume) {
  switch (volume.geometry().bits) {
    case EntryBits::fat16:
      return (volume.table().entry(1) & 0x8000) == 0;
    case EntryBits::fat32:
      return (volume.table().entry(1) & 0x08000000) == 0;
    default:
      return false;
  }
}

std::string remarks_on(const FoundVolume& found) {
  const auto& volume = found.volume;
  std::string out = found.remark;
  const auto add = [&](std::string remark) {
    if (!out.empty()) out += "; ";
    out += remark;
  };
  if (volume.geometry().is_dirty || table_says_dirty(volume)) add("not unmounted cleanly");
  if (volume.geometry().end > volume.source()->size())
    add(fmt::format("the file system has {} bytes and the volume {}: what is behind is missing",
                    volume.geometry().end, volume.source()->size()));
  return out;
}

Identification describe(const Volume& volume) {
  Identification out;
  out.type = "vfat";
  out.uuid = serial_text(volume.geometry().serial_number);
  out.label = label_text(volume.geometry().label);
  try {
    out.label = label_text(volume.raw_label());
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    out.remark = "it is damaged: " + error.message();
  }
  return out;
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& source) {
  try {
    const auto volume = read_first(borrowed(source));
    if (!volume.table_begins_with_media_byte()) return std::nullopt;
    return describe(volume);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    return std::nullopt;
  }
}

std::optional<Identification> identify_by_backup(const io::ByteSource& source) {
  const auto volume = read_by_backup(borrowed(source));
  if (!volume) return std::nullopt;
  auto out = describe(*volume);
  out.remark = "the first sector is damaged, its backup is used";
  return out;
}

FileSystemPtr open(const io::SourcePtr& source, const Options& options, const Log& log) {
  auto found = find_volume(source);
  auto& volume = found.volume;
  auto upcase = Upcase::standard();
  const CodePage code_page(options.code_page, *upcase);
  FileSystemInfo info;
  info.type = "vfat";
  info.label = label_text(volume.raw_label());
  info.uuid = serial_text(volume.geometry().serial_number);
  info.state = remarks_on(found);
  log.info("FAT{}: {} clusters of {} bytes{}{}",
           volume.geometry().is_fat32() ? 32 : static_cast<int>(volume.geometry().bits),
           volume.heap().cluster_count, volume.heap().cluster_size, info.state.empty() ? "" : "; ",
           info.state);
  return std::make_shared<FatFileSystem>(std::move(volume), std::move(upcase), code_page,
                                         std::move(info));
}

FileSystemPtr open(const io::SourcePtr& source, const OpenOptions&, const Log& log) {
  return open(source, Options{}, log);
}

}  // namespace vixmount::fs::fat
