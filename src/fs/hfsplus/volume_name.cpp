#include "fs/hfsplus/volume_name.hpp"

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "fs/hfsplus/catalog.hpp"
#include "fs/hfsplus/name_uuid.hpp"

namespace vixmount::fs::hfsplus {

std::string label_of(const Volume& volume) {
  const auto place = find_place(volume.catalog(), layout::kRootFolder);
  if (!place) fail(ErrorKind::damaged, "the catalog has no thread of the root folder");
  std::string raw;
  for (const char16_t unit : place->name) {
    raw += static_cast<char>(unit & 0xFF);
    raw += static_cast<char>(unit >> 8);
  }
  auto label = utf16le_to_utf8(as_bytes(raw));
  label.erase(label.find_last_not_of(" \t\r\n") + 1);
  return label;
}

std::string uuid_of(const std::array<std::byte, 8>& finder_id) {
  static const Guid kNameSpace = *Guid::parse("b3e20f39-f292-11d6-97a4-00306543ecac");
  return is_all_zero(finder_id) ? std::string() : name_uuid(kNameSpace, finder_id).to_string();
}

}  // namespace vixmount::fs::hfsplus
