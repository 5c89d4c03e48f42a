// The entries that together describe a file or directory: one File entry, a Stream Extension, the
// name in pieces of 15 units, and what vendors add.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.hpp"
#include "fs/fat/exfat/layout.hpp"

namespace vixmount::fs::exfat {

struct EntrySet {
  layout::FileEntry file;
  layout::StreamEntry stream;
  std::u16string name;
  unsigned entry_count = 0;
  std::uint64_t position = 0;  // of the File entry, in bytes on the volume

  bool is_directory() const noexcept { return (file.attributes & layout::kDirectory) != 0; }
  bool has_no_chain() const noexcept { return (stream.flags & layout::kNoChain) != 0; }
};

// Entry `index` of the set, its origin being its place on the volume; Error{damaged} where the
// directory ends before.
using EntryAt = std::function<BytesView(unsigned index)>;

// Error{damaged}: a checksum, an order or a length is wrong. Error{unsupported}: an entry that a
// reader must know and that no version of the specification names.
EntrySet read_entry_set(const EntryAt& entry_at);

// Of a name that can stand in a path.
bool is_sound_name(const std::u16string& name) noexcept;

}  // namespace vixmount::fs::exfat
