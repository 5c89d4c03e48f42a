// Hard links: small files that name the real one, which is in a folder that nobody sees. Facts:
// TN1150, "Hard Links"; the folders' case from Apple's driver.
#pragma once

#include <cstdint>
#include <optional>

#include "fs/hfsplus/catalog.hpp"

namespace vixmount::fs::hfsplus {

// The two folders below the root that hold what links lead to.
class HardLinks {
 public:
  // Error{damaged} when the catalog cannot be read there.
  static HardLinks find(const Tree& catalog);

  // The two folders themselves are not shown.
  bool hides(const CatalogEntry& entry) const noexcept;
  bool is_link(const CatalogEntry& entry) const noexcept {
    return is_file_link(entry) || is_folder_link(entry);
  }
  // What the link stands for. Error{damaged} when it is not there.
  CatalogEntry target_of(const Tree& catalog, const CatalogEntry& link) const;
  // True when `entry` is what hard links to folders lead to.
  bool is_linked_folder(const CatalogEntry& entry) const noexcept {
    return folders_ && entry.is_folder && entry.parent == folders_->id;
  }

 private:
  struct Holder {
    std::uint32_t id = 0;
    std::uint32_t created = 0;
  };
  bool is_file_link(const CatalogEntry& entry) const noexcept;
  bool is_folder_link(const CatalogEntry& entry) const noexcept;
  // The date guards against files that happen to have the Finder's type of a link. Links to folders
  // have that of the files' holder, too; of the folders' own one where another system made them.
  bool has_date_of_a_link(const CatalogEntry& entry) const noexcept {
    const auto created = entry.common().created;
    return created == root_created_ || (files_ && created == files_->created) ||
           (folders_ && created == folders_->created);
  }

  std::uint32_t root_created_ = 0;
  std::optional<Holder> files_;
  std::optional<Holder> folders_;
};

}  // namespace vixmount::fs::hfsplus
