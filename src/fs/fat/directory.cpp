#include "fs/fat/directory.hpp"

#include <cstring>
#include <string_view>

#include "fs/fat/long_name.hpp"
#include "fs/fat/short_name.hpp"

namespace vixmount::fs::fat {
namespace {

bool has_name(const layout::DirectoryEntry& entry, std::string_view name) noexcept {
  return std::memcmp(entry.name.data(), name.data(), entry.name.size()) == 0;
}

bool is_file_or_directory(const layout::DirectoryEntry& entry) noexcept {
  return (entry.attributes & layout::kVolumeLabel) == 0 && !is_dot(entry) && !is_dot_dot(entry);
}

}  // namespace

bool is_dot(const layout::DirectoryEntry& entry) noexcept { return has_name(entry, ".          "); }
bool is_dot_dot(const layout::DirectoryEntry& entry) noexcept {
  return has_name(entry, "..         ");
}

bool is_sound_name(const std::u16string& name) noexcept {
  return !name.empty() && name != u"." && name != u".." &&
         name.find_first_of(std::u16string_view(u"/\0", 2)) == std::u16string::npos;
}

void scan_entries(const Slots& slots, std::uint32_t first_slot, MetadataCursor& cursor,
                  const CodePage& code_page, const std::function<bool(const NamedEntry&)>& visit) {
  LongNameParts parts;
  NamedEntry found;
  for (auto slot = first_slot; slot < slots.count(); ++slot) {
    const auto bytes = slots.at(slot, cursor);
    found.entry = bytes.get<layout::DirectoryEntry>(0);
    const auto first = found.entry.name[0];
    if (first == layout::kEndOfDirectory) return;
    if (first == layout::kDeleted) {
      parts.forget();
    } else if ((found.entry.attributes & layout::kLongNameMask) == layout::kLongName) {
      parts.add(bytes.get<layout::LongNameEntry>(0), slot);
    } else if (!is_file_or_directory(found.entry)) {
      parts.forget();
    } else {
      found.short_name = short_name_of(found.entry, code_page);
      auto name = parts.take(found.entry);
      const bool is_long = name && is_sound_name(name->units);
      found.first_slot = name ? name->first_slot : slot;
      found.name = is_long ? std::move(name->units) : found.short_name;
      found.slot = slot;
      found.position = bytes.origin();
      if (!visit(found)) return;
    }
  }
}

}  // namespace vixmount::fs::fat
