#include "fs/hfsplus/hard_link.hpp"

#include "base/error.hpp"

namespace vixmount::fs::hfsplus {
namespace {

using namespace std::string_view_literals;

constexpr auto kFilesFolder = u"\0\0\0\0HFS+ Private Data"sv;
constexpr auto kFoldersFolder = u".HFS+ Private Directory Data\r"sv;
constexpr std::uint16_t kHasLinkChain = 0x20;  // Common::flags

std::u16string numbered(std::u16string_view prefix, std::uint32_t number) {
  const auto digits = std::to_string(number);
  std::u16string out(prefix);
  out.append(digits.begin(), digits.end());
  return out;
}

}  // namespace

HardLinks HardLinks::find(const Tree& catalog) {
  HardLinks out;
  if (const auto place = find_place(catalog, layout::kRootFolder))
    if (const auto root = find_entry(catalog, place->parent, place->name))
      out.root_created_ = root->common().created;
  const auto holder = [&](std::u16string_view name) -> std::optional<Holder> {
    const auto found = find_entry(catalog, layout::kRootFolder, name);
    if (!found || !found->is_folder) return std::nullopt;
    return Holder{found->id(), found->common().created};
  };
  out.files_ = holder(kFilesFolder);
  out.folders_ = holder(kFoldersFolder);
  return out;
}

bool HardLinks::hides(const CatalogEntry& entry) const noexcept {
  return entry.is_folder && entry.parent == layout::kRootFolder &&
         ((files_ && entry.id() == files_->id) || (folders_ && entry.id() == folders_->id));
}

bool HardLinks::is_file_link(const CatalogEntry& entry) const noexcept {
  return files_ && entry.parent != files_->id &&
         entry.is_a(layout::kHardLinkType, layout::kHardLinkCreator) &&
         has_date_of_a_link(entry);
}

bool HardLinks::is_folder_link(const CatalogEntry& entry) const noexcept {
  return folders_ && entry.is_a(layout::kFolderLinkType, layout::kFolderLinkCreator) &&
         (entry.common().flags & kHasLinkChain) != 0 && has_date_of_a_link(entry);
}

CatalogEntry HardLinks::target_of(const Tree& catalog, const CatalogEntry& link) const {
  const bool to_file = is_file_link(link);
  const std::uint32_t number = link.common().permissions.special;
  const auto found = to_file ? find_entry(catalog, files_->id, numbered(u"iNode", number))
                             : find_entry(catalog, folders_->id, numbered(u"dir_", number));
  if (!found || found->is_folder == to_file)
    fail_at(link.position, "hard link {} leads to {} {}, which is not there", link.id(),
            to_file ? "file" : "folder", number);
  return *found;
}

}  // namespace vixmount::fs::hfsplus
