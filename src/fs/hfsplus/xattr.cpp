#include "fs/hfsplus/xattr.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "fs/hfsplus/attribute.hpp"
#include "fs/hfsplus/compressed_file.hpp"
#include "fs/hfsplus/name.hpp"

namespace vixmount::fs::hfsplus {
namespace {

constexpr std::string_view kPrefix = "osx.";
constexpr std::string_view kFinderInfo = "osx.com.apple.FinderInfo";
constexpr std::string_view kLinuxSpaces[] = {"system.", "user.", "security.", "trusted."};
// Linux passes on 64 KiB; a little more than that is what macOS keeps of previews and sources.
constexpr std::uint64_t kMostBytes = 1 << 20;

bool is_of_linux(std::string_view name) noexcept {
  return std::any_of(std::begin(kLinuxSpaces), std::end(kLinuxSpaces),
                     [&](std::string_view space) { return name.starts_with(space); });
}

std::string_view finder_info(const CatalogEntry& entry) noexcept {
  const auto& finder = entry.common().finder;
  return {reinterpret_cast<const char*>(&finder), sizeof finder};
}

bool has_finder_info(const CatalogEntry& entry) noexcept {
  const auto type = entry.type();
  return (type == NodeType::regular || type == NodeType::directory) &&
         !is_all_zero(as_bytes(finder_info(entry)));
}

}  // namespace

std::vector<std::string> list_xattrs(const VolumePtr& volume, const CatalogEntry& entry,
                                     bool compressed) {
  std::vector<std::string> out;
  if (has_finder_info(entry)) out.emplace_back(kFinderInfo);
  visit_attribute_names(volume, entry.id(), [&](const std::u16string& stored) {
    if (compressed && stored == kCompressionAttribute) return;
    auto name = shown_name(stored);
    out.push_back(is_of_linux(name) ? std::move(name) : std::string(kPrefix) + name);
  });
  return out;
}

std::optional<std::string> get_xattr(const VolumePtr& volume, const CatalogEntry& entry,
                                     bool compressed, std::string_view name) {
  if (name == kFinderInfo && has_finder_info(entry)) return std::string(finder_info(entry));
  if (!is_of_linux(name)) {
    if (!name.starts_with(kPrefix)) return std::nullopt;
    name.remove_prefix(kPrefix.size());
  }
  for (const auto& stored : {stored_name(name), stored_as_is(name)}) {
    if (!stored || (compressed && *stored == kCompressionAttribute)) continue;
    const auto found = find_attribute(volume, entry.id(), *stored);
    if (!found) continue;
    if (found->size > kMostBytes)
      fail(ErrorKind::limit_exceeded, "attribute {} has {} bytes", name, found->size);
    std::string out(found->size, '\0');
    found->value->read(0, std::as_writable_bytes(std::span(out)));
    return out;
  }
  return std::nullopt;
}

}  // namespace vixmount::fs::hfsplus
