#include "fs/ntfs/file_index.hpp"

#include "base/error.hpp"

namespace vixmount::fs::ntfs {
namespace {

bool is_index_part(AttributeType type) noexcept {
  return type == AttributeType::index_root || type == AttributeType::index_allocation ||
         type == AttributeType::bitmap;
}

}  // namespace

Index open_index(const File& file, std::u16string_view name) {
  IndexParts parts;
  parts.cluster_size = file.mft()->geometry().cluster_size;
  parts.what = fmt::format("index of MFT record {}", file.number());
  bool has_root = false;
  file.for_each_if(is_index_part, [&](const Record& record, const Attribute& attribute) {
    if (!attribute.has_name(name)) return true;
    if (attribute.type() == AttributeType::index_root) {
      const auto value = attribute.value().span();
      parts.root.assign(value.begin(), value.end());
      has_root = true;
    } else if (attribute.type() == AttributeType::index_allocation) {
      parts.allocation = file.open_stored({record, attribute});
    } else {
      parts.bitmap = file.open_stored({record, attribute});
    }
    return true;
  });
  if (!has_root)
    fail_at(file.base().bytes().origin(), "MFT record {} has no index, as it has to",
            file.number());
  return Index(std::move(parts));
}

}  // namespace vixmount::fs::ntfs
