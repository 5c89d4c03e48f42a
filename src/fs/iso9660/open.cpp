#include <fmt/format.h>

#include "base/error.hpp"
#include "fs/iso9660/iso9660.hpp"
#include "fs/iso9660/iso9660_file_system.hpp"
#include "fs/iso9660/volume.hpp"

namespace vixmount::fs::iso9660 {
namespace {

std::string remarks_on(const Volume& volume, const VolumeDescriptors& descriptors) {
  std::string out;
  const auto add = [&](std::string_view remark) {
    if (!out.empty()) out += "; ";
    out += remark;
  };
  if (descriptors.has_el_torito) add("bootable (El Torito)");
  if (descriptors.has_enhanced) add("an enhanced volume descriptor is not used");
  if (!volume.remark().empty()) add(volume.remark());
  const auto end = volume.position_of_block(volume.block_count());
  if (end > volume.source()->size())
    add(fmt::format("the file system has {} bytes and the volume {}: what is behind is missing",
                    end, volume.source()->size()));
  return out;
}

}  // namespace

FileSystemPtr open(const io::SourcePtr& source, const Options& options, const Log& log) {
  const auto descriptors = VolumeDescriptors::read(*source);
  if (!descriptors) {
    if (is_high_sierra(*source))
      fail(ErrorKind::unsupported, "the volume is of High Sierra, the format before ISO 9660");
    fail_at(layout::kFirstDescriptor, "no volume descriptor of ISO 9660 is there");
  }
  auto volume = Volume::read(source, *descriptors, options);
  FileSystemInfo info;
  info.type = "iso9660";
  info.label = descriptors->label();
  info.uuid = descriptors->uuid();
  info.state = remarks_on(volume, *descriptors);
  log.info("ISO 9660: {} blocks of {} bytes, {} names{}{}", volume.block_count(),
           volume.block_size(), name_of(volume.names()), info.state.empty() ? "" : "; ",
           info.state);
  return std::make_shared<Iso9660FileSystem>(std::move(volume), std::move(info));
}

FileSystemPtr open(const io::SourcePtr& source, const OpenOptions&, const Log& log) {
  return open(source, Options{}, log);
}

}  // namespace vixmount::fs::iso9660
