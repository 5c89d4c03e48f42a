#include "fs/iso9660/plain_name.hpp"

#include "base/text.hpp"

namespace vixmount::fs::iso9660 {

std::string plain_name(std::string_view identifier) {
  const std::string_view whole = identifier;
  identifier = identifier.substr(0, identifier.find('\0'));
  if (identifier.size() == whole.size()) {
    if (identifier.ends_with(".;1")) {
      identifier.remove_suffix(3);
    } else if (identifier.ends_with(";1")) {
      identifier.remove_suffix(2);
    }
  }
  auto name = to_lower_ascii(identifier);
  for (auto& character : name)
    if (character == ';' || character == '/') character = '.';
  return name;
}

}  // namespace vixmount::fs::iso9660
