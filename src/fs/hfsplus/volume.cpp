#include "fs/hfsplus/volume.hpp"

#include "base/error.hpp"
#include "fs/hfsplus/key_order.hpp"

namespace vixmount::fs::hfsplus {

VolumePtr Volume::open(io::SourcePtr source, const VolumeHeader& header) {
  const std::shared_ptr<Volume> volume(new Volume(std::move(source), header));
  volume->open_trees();
  return volume;
}

void Volume::open_trees() {
  const auto& raw = header_.raw;
  open_tree(extents_, "extents overflow file", raw.extents_file, layout::kExtentsFile,
            [](const layout::TreeHeader&) { return compare_extent_keys; });
  open_tree(catalog_, "catalog file", raw.catalog_file, layout::kCatalogFile,
            [this](const layout::TreeHeader& tree) { return choose_catalog_order(tree); });
  if (raw.attributes_file.size != 0)
    open_tree(attributes_, "attributes file", raw.attributes_file, layout::kAttributesFile,
              [](const layout::TreeHeader&) { return compare_attribute_keys; });
}

Tree::Order Volume::choose_catalog_order(const layout::TreeHeader& tree) {
  // Before HFSX the field was reserved, and all names fold.
  if (header_.raw.signature == layout::kSignaturePlus) return compare_catalog_keys_folding;
  if (tree.key_compare == layout::kFoldingCompare) return compare_catalog_keys_folding;
  if (tree.key_compare != layout::kBinaryCompare)
    fail(ErrorKind::unsupported, "HFSX names are compared in a way that is not known: {:#x}",
         tree.key_compare);
  ignores_case_ = false;
  return compare_catalog_keys;
}

void Volume::open_tree(std::optional<Tree>& tree, const char* name, const layout::ForkData& fork,
                       std::uint32_t file,
                       const std::function<Tree::Order(const layout::TreeHeader&)>& choose_order) {
  with_context(name, [&] {
    // The volume owns its trees, so that they must not own the volume.
    const VolumePtr self(std::shared_ptr<const Volume>(), this);
    const auto position =
        header_.start + layout::kHeaderOffset +
        static_cast<std::uint64_t>(reinterpret_cast<const std::byte*>(&fork) -
                                   reinterpret_cast<const std::byte*>(&header_.raw));
    const auto content =
        file == layout::kExtentsFile
            ? std::make_shared<const ForkSource>(self, fork, position,
                                                 [](std::uint32_t) { return std::nullopt; })
            : open_file_fork(self, fork, position, file, ForkKind::data);
    tree.emplace(name, content, choose_order);
  });
}

}  // namespace vixmount::fs::hfsplus
