// What the root directory holds beside files: label, GUID, allocation bitmap, capital letters.
#pragma once

#include <optional>
#include <string>

#include "base/guid.hpp"
#include "fs/fat/exfat/volume.hpp"
#include "fs/shared/upcase.hpp"

namespace vixmount::fs::exfat {

struct RootEntries {
  std::string label;  // UTF-8
  std::optional<Guid> guid;
  std::optional<layout::RootEntry> bitmap;  // the active one of two
  std::optional<layout::RootEntry> upcase;
  std::uint64_t bitmap_position = 0;  // of the entries, for messages
  std::uint64_t upcase_position = 0;
};

// Error{damaged}, Error{io}.
RootEntries read_root_entries(const Volume& volume);

// The volume's own table. Error{damaged} as well when there is none.
UpcasePtr read_upcase(const Volume& volume, const RootEntries& root);

// Clusters that the bitmap says are free. Error{damaged}.
std::uint32_t count_free(const Volume& volume, const RootEntries& root);

}  // namespace vixmount::fs::exfat
