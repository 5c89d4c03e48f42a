#include "fs/ntfs/file_name.hpp"

#include "base/error.hpp"
#include "fs/ntfs/names_layout.hpp"

namespace vixmount::fs::ntfs {

FileName parse_file_name(BytesView value) {
  const auto raw = value.get<layout::FileName>(0);
  if (raw.name_space > static_cast<std::uint8_t>(NameSpace::win32_and_dos))
    fail_at(value.origin() + offsetof(layout::FileName, name_space), "$FILE_NAME: name space {}",
            raw.name_space);
  FileName out;
  out.parent = FileReference::from(raw.parent);
  out.created = raw.created;
  out.modified = raw.modified;
  out.record_changed = raw.record_changed;
  out.accessed = raw.accessed;
  out.allocated_size = raw.allocated_size;
  out.data_size = raw.data_size;
  out.attributes = raw.attributes;
  if (has(raw.attributes, DosAttribute::reparse_point)) {
    out.reparse_tag = raw.reparse_tag_or_ea_length;
  } else {
    out.ea_length = raw.reparse_tag_or_ea_length;
  }
  out.name_space = static_cast<NameSpace>(raw.name_space);
  out.name = name_in(value);
  return out;
}

Utf16View name_in(BytesView value) {
  const std::size_t units = value.u8(offsetof(layout::FileName, name_length));
  return Utf16View(value.sub(sizeof(layout::FileName), 2 * units).span());
}

NodeType FileName::node_type() const noexcept {
  if (has(attributes, DosAttribute::reparse_point)) return NodeType::unknown;
  if (has(attributes, DosAttribute::has_name_index)) return NodeType::directory;
  return has(attributes, DosAttribute::system) ? NodeType::unknown : NodeType::regular;
}

bool is_sound_name(Utf16View name) noexcept {
  return !name.empty() && !name.equals(u".") && !name.equals(u"..") && !name.contains(u'/') &&
         !name.contains(u'\0');
}

}  // namespace vixmount::fs::ntfs
