#include "base/error.hpp"
#include "fs/iso9660/iso9660.hpp"
#include "fs/iso9660/volume.hpp"
#include "fs/shared/opening.hpp"

namespace vixmount::fs::iso9660 {

std::optional<Identification> identify(const io::ByteSource& source) {
  Identification out;
  out.type = "iso9660";
  try {
    const auto descriptors = VolumeDescriptors::read(source);
    if (!descriptors) {
      if (!is_high_sierra(source)) return std::nullopt;
      out.remark = "High Sierra, the format before ISO 9660, is not supported";
      return out;
    }
    out.label = descriptors->label();
    out.uuid = descriptors->uuid();
    // For a look at a source that outlives it.
    Volume::read(borrowed(source), *descriptors, Options{});
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
    out.remark = (error.kind() == ErrorKind::damaged ? "it is damaged: " : "") + error.message();
  }
  return out;
}

}  // namespace vixmount::fs::iso9660
