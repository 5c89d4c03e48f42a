// Files and folders by name and by number.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "fs/file_system.hpp"
#include "fs/hfsplus/volume.hpp"

namespace vixmount::fs::hfsplus {

// A folder or file as its directory has it.
struct CatalogEntry {
  std::uint32_t parent = 0;
  std::u16string name;
  layout::File raw{};          // of a folder only `common`
  bool is_folder = false;
  std::uint64_t position = 0;  // of `raw` on the volume
  std::uint32_t node = 0;      // of the tree, and the record in it
  unsigned index = 0;

  const layout::Common& common() const noexcept { return raw.common; }
  std::uint32_t id() const noexcept { return raw.common.id; }
  std::uint64_t data_position() const noexcept { return position + sizeof(layout::Common); }
  std::uint64_t resource_position() const noexcept {
    return data_position() + sizeof(layout::ForkData);
  }
  bool is_a(std::uint32_t type, std::uint32_t creator) const noexcept {
    return !is_folder && common().finder.type == type && common().finder.creator == creator;
  }
  // By the mode, else by what the Finder says; unknown for a mode that the record cannot have.
  NodeType type() const noexcept;
};

// Where a file or folder is.
struct Place {
  std::uint32_t parent = 0;
  std::u16string name;
};

std::optional<CatalogEntry> find_entry(const Tree& catalog, std::uint32_t parent,
                                       std::u16string_view name);
// By the thread record of `id`; nothing when it has none.
std::optional<Place> find_place(const Tree& catalog, std::uint32_t id);
// Both. Error{not_found} without a thread, Error{damaged} when it leads to another file.
CatalogEntry find_by_id(const Tree& catalog, std::uint32_t id);

// The entries of `folder` in the order of the catalog, those behind record `index` of tree node
// `node` (0, 0: all). `visit` returns false to stop. A record that is none, or at which `visit`
// throws Error{damaged}, is passed over, and told by throwing that behind the last.
void visit_entries(const Tree& catalog, std::uint32_t folder, std::uint32_t node, unsigned index,
                   const std::function<bool(const CatalogEntry&)>& visit);

}  // namespace vixmount::fs::hfsplus
