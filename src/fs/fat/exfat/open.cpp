#include "base/error.hpp"
#include "fs/fat/exfat/boot_region.hpp"
#include "fs/fat/exfat/exfat.hpp"
#include "fs/fat/exfat/exfat_file_system.hpp"
#include "fs/fat/opening.hpp"

namespace vixmount::fs::exfat {
namespace {

class Remarks {
 public:
  explicit Remarks(const Log& log) : log_(log) {}
  void add(const std::string& remark) {
    if (remark.empty()) return;
    log_.info("exFAT: {}", remark);
    add_remark(text_, remark);
  }
  const std::string& text() const noexcept { return text_; }

 private:
  const Log& log_;
  std::string text_;
};

void remark_on(const Geometry& geometry, std::uint64_t volume_size, Remarks& remarks) {
  if (geometry.is_dirty) remarks.add("not unmounted cleanly");
  if (geometry.has_media_failure) remarks.add("marked as having bad sectors");
  if (geometry.table_count == 2)
    remarks.add(fmt::format("TexFAT: the {} of two tables is the active one",
                            geometry.second_is_active ? "second" : "first"));
  if (geometry.size > volume_size)
    remarks.add(
        fmt::format("the file system has {} bytes and the volume {}: what is behind is missing",
                    geometry.size, volume_size));
}

UpcasePtr upcase_of(const Volume& volume, const RootEntries& root, Remarks& remarks) {
  try {
    return read_upcase(volume, root);
  } catch (const Error& error) {
    remarks.add("names are compared by Windows' table of capital letters: " + error.message());
    return Upcase::standard();
  }
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& source) {
  if (!begins_as_exfat(source)) return std::nullopt;
  Identification out;
  out.type = "exfat";
  try {
    const auto boot = read_boot_region(source);
    out.uuid = fat::serial_text(boot.geometry.serial_number);
    out.label = read_root_entries(Volume(borrowed(source), boot.geometry)).label;
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    out.remark = error.kind() == ErrorKind::damaged ? "it is damaged: " + error.message()
                                                    : error.message() + " is not supported";
  }
  return out;
}

FileSystemPtr open(const io::SourcePtr& source, const OpenOptions&, const Log& log) {
  const auto boot = read_boot_region(*source);
  Volume volume(source, boot.geometry);
  auto root = read_root_entries(volume);
  Remarks remarks(log);
  remarks.add(boot.remark);
  remark_on(boot.geometry, source->size(), remarks);
  auto upcase = upcase_of(volume, root, remarks);
  FileSystemInfo info;
  info.type = "exfat";
  info.label = root.label;
  info.uuid = fat::serial_text(boot.geometry.serial_number);
  info.state = remarks.text();
  if (root.guid) log.info("exFAT: volume GUID {}", root.guid->to_string());
  return std::make_shared<ExfatFileSystem>(std::move(volume), std::move(root), std::move(upcase),
                                           std::move(info));
}

}  // namespace vixmount::fs::exfat
