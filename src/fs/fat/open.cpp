#include "base/error.hpp"
#include "fs/fat/fat.hpp"
#include "fs/fat/fat_file_system.hpp"
#include "fs/fat/opening.hpp"
#include "fs/fat/volume.hpp"

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

std::string remarks_on(const Volume& volume) {
  std::string out;
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

// The first byte of the table repeats the media byte. It tells a file system from a boot loader
// that carries an old parameter block along, and from the leftovers of one.
bool table_begins_with_media_byte(const Volume& volume) {
  const auto entry = volume.table().entry(0);
  return (entry & 0xFF) == volume.geometry().media && (entry >> 8 & 0xF) == 0xF;
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& source) {
  try {
    const auto volume = Volume::read(borrowed(source));
    if (!table_begins_with_media_byte(volume)) return std::nullopt;
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
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    return std::nullopt;
  }
}

FileSystemPtr open(const io::SourcePtr& source, const Options& options, const Log& log) {
  auto volume = Volume::read(source);
  auto upcase = ntfs::Upcase::standard();
  const CodePage code_page(options.code_page, *upcase);
  FileSystemInfo info;
  info.type = "vfat";
  info.label = label_text(volume.raw_label());
  info.uuid = serial_text(volume.geometry().serial_number);
  info.state = remarks_on(volume);
  log.info("FAT{}: {} clusters of {} bytes{}{}", volume.geometry().is_fat32() ? 32 : static_cast<int>(volume.geometry().bits),
           volume.heap().cluster_count, volume.heap().cluster_size, info.state.empty() ? "" : "; ",
           info.state);
  return std::make_shared<FatFileSystem>(std::move(volume), std::move(upcase), code_page,
                                         std::move(info));
}

FileSystemPtr open(const io::SourcePtr& source, const OpenOptions&, const Log& log) {
  return open(source, Options{}, log);
}

}  // namespace vixmount::fs::fat
