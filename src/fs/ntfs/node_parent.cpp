#include "fs/ntfs/node_parent.hpp"

#include <optional>

#include "base/error.hpp"
#include "fs/ntfs/file_name.hpp"
#include "fs/ntfs/link_target.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr auto kRoot = static_cast<std::uint64_t>(SystemRecord::root);

std::optional<FileReference> first_parent(const File& file) {
  std::optional<FileReference> out;
  file.for_each(AttributeType::file_name, [&](const Record&, const Attribute& attribute) {
    const auto name = parse_file_name(attribute.value());
    out = name.parent;
    return name.is_short();
  });
  return out;
}

}  // namespace

std::uint64_t parent_of(const File& file) {
  if (file.number() == kRoot) return kRoot;
  const auto reference = first_parent(file);
  if (!reference) fail_at(file.base().bytes().origin(), "MFT record {} has no name", file.number());
  const auto record = file.mft()->record(*reference);
  if (!record.is_directory())
    fail_at(record.bytes().origin(), "MFT record {} is no directory, but holds record {}",
            record.number(), file.number());
  return record.number();
}

std::size_t depth_of(const File& file) {
  std::size_t depth = 0;
  for (auto parent = parent_of(file); parent != kRoot; parent = parent_of(File(file.mft(), parent)))
    if (++depth > kDeepestLink)
      fail(ErrorKind::damaged, "MFT record {} lies in a circle of directories", file.number());
  return depth;
}

}  // namespace vixmount::fs::ntfs
