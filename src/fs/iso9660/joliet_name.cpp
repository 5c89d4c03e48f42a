#include "fs/iso9660/joliet_name.hpp"

#include <vector>

#include "base/text.hpp"

namespace vixmount::fs::iso9660 {

std::string utf16be_text(std::span<const std::byte> units) {
  std::vector<std::byte> swapped;
  swapped.reserve(units.size());
  for (std::size_t i = 0; i + 2 <= units.size(); i += 2) {
    if (units[i] == std::byte{0} && units[i + 1] == std::byte{0}) break;
    swapped.push_back(units[i + 1]);
    swapped.push_back(units[i]);
  }
  return utf16le_to_utf8(swapped);
}

std::string joliet_name(std::span<const std::byte> identifier) {
  auto name = utf16be_text(identifier);
  if (name.size() > 2 && name.ends_with(";1")) name.resize(name.size() - 2);
  while (name.size() >= 2 && name.back() == '.') name.pop_back();
  return name;
}

}  // namespace vixmount::fs::iso9660
