// The entries of a FAT directory with their names.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "fs/fat/code_page.hpp"
#include "fs/fat/layout.hpp"
#include "fs/fat/slots.hpp"

namespace vixmount::fs::fat {

struct NamedEntry {
  layout::DirectoryEntry entry;
  std::u16string name;        // the long one where there is one
  std::u16string short_name;  // 8.3; the same where there is no long one
  std::uint32_t first_slot = 0;  // where its long name begins
  std::uint32_t slot = 0;        // of the entry itself
  std::uint64_t position = 0;    // of the entry, in bytes on the volume

  bool is_directory() const noexcept { return (entry.attributes & layout::kDirectory) != 0; }
};

// From `first_slot` to the directory's end. Deleted entries, the volume's label, "." and ".." are
// left out. `visit` returns false to stop. Error{damaged}, Error{io}.
void scan_entries(const Slots& slots, std::uint32_t first_slot, MetadataCursor& cursor,
                  const CodePage& code_page, const std::function<bool(const NamedEntry&)>& visit);

// True for a name that can stand in a path.
bool is_sound_name(const std::u16string& name) noexcept;

bool is_dot(const layout::DirectoryEntry& entry) noexcept;
bool is_dot_dot(const layout::DirectoryEntry& entry) noexcept;

}  // namespace vixmount::fs::fat
