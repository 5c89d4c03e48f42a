#include "fs/ntfs/node_attribute_set.hpp"

#include "fs/ntfs/content.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::ntfs {

void NodeAttributeSet::for_each(const std::function<bool(const AttributeInfo&)>& visit) const {
  std::string name;
  node_.file().for_each_if([](AttributeType) { return true; },
                           [&](const Record&, const Attribute& attribute) {
                             name = to_utf8(Utf16View(attribute.name().span()));
                             if (node_.is_compressed_by_wof() && name == kWofStreamName &&
                                 attribute.type() == AttributeType::data)
                               return true;
                             return visit({attribute.type(), name, size_of(attribute)});
                           });
}

void NodeAttributeSet::for_each_file_name(const std::function<bool(const FileName&)>& visit) const {
  node_.file().for_each(AttributeType::file_name, [&](const Record&, const Attribute& attribute) {
    return visit(parse_file_name(attribute.value()));
  });
}

io::SourcePtr NodeAttributeSet::open(AttributeType type, std::string_view name) const {
  const auto units = from_utf8(name);
  if (!units) return nullptr;
  const auto found = node_.file().find(type, *units);
  if (!found) return nullptr;
  if (type == AttributeType::data) return open_attribute(node_.file(), *found);
  return node_.file().open_stored(*found);
}

}  // namespace vixmount::fs::ntfs
