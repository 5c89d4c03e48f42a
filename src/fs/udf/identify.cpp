#include "base/error.hpp"
#include "fs/shared/opening.hpp"
#include "fs/udf/logical_volume.hpp"
#include "fs/udf/recognition.hpp"
#include "fs/udf/udf.hpp"
#include "fs/udf/uuid.hpp"

namespace vixmount::fs::udf {

std::optional<Identification> identify(const io::ByteSource& source) {
  if (!has_recognition_sequence(source)) return std::nullopt;
  Identification out;
  out.type = "udf";
  try {
    const auto cache = std::make_shared<MetadataCache>(borrowed(source));
    const auto descriptors = read_volume_descriptors(cache);
    out.label = label_text(descriptors.label);
    out.uuid = uuid_of(descriptors.set_identifier);
    const LogicalVolume volume(borrowed(source));
    read_file_entry(volume.blocks(), volume.partitions(), volume.root());
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::io) throw;
    const bool is_damaged = error.kind() == ErrorKind::damaged;
    out.remark = (is_damaged ? "it is damaged: " : "it is not supported: ") + error.message();
  }
  return out;
}

}  // namespace vixmount::fs::udf
