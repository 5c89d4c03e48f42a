#include "fs/ntfs/standard_information.hpp"

#include "fs/ntfs/names_layout.hpp"

namespace vixmount::fs::ntfs {

StandardInformation parse_standard_information(BytesView value) {
  const auto raw = value.get<layout::StandardInformation>(0);
  StandardInformation out;
  out.created = raw.created;
  out.modified = raw.modified;
  out.record_changed = raw.record_changed;
  out.accessed = raw.accessed;
  out.attributes = raw.attributes;
  out.maximum_versions = raw.maximum_versions;
  out.version = raw.version;
  out.class_id = raw.class_id;
  if (value.size() < sizeof(raw) + sizeof(layout::StandardInformationExtension)) return out;
  const auto extension = value.get<layout::StandardInformationExtension>(sizeof(raw));
  out.owner_id = extension.owner_id;
  out.security_id = extension.security_id;
  out.quota_charged = extension.quota_charged;
  out.update_sequence_number = extension.update_sequence_number;
  return out;
}

}  // namespace vixmount::fs::ntfs
