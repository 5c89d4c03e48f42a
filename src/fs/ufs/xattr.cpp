#include "fs/ufs/xattr.hpp"

#include <algorithm>
#include <functional>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ufs/acl.hpp"

namespace vixmount::fs::ufs {
namespace {

constexpr std::uint8_t kUser = 1;
constexpr std::uint8_t kSystem = 2;
constexpr std::string_view kAccessAcl = "posix1e.acl_access";
constexpr std::string_view kDefaultAcl = "posix1e.acl_default";
constexpr std::uint64_t kAlignment = 8;

struct Attribute {
  std::uint8_t name_space = 0;
  std::string_view name;
  BytesView content;
  bool is(std::string_view system_name) const noexcept {
    return name_space == kSystem && name == system_name;
  }
};

// All bytes of the area: one or two blocks, the last one perhaps of a few fragments.
std::vector<std::byte> read_area(const Volume& volume, const Inode& inode) {
  const auto& superblock = volume.superblock();
  if (inode.attributes_size > superblock.block_size * layout::kAttributeBlocks)
    fail_at(inode.position, "inode {}: {} bytes of extended attributes", inode.number,
            inode.attributes_size);
  std::vector<std::byte> area(inode.attributes_size);
  for (std::size_t done = 0, i = 0; done < area.size(); ++i) {
    const auto length = std::min<std::size_t>(superblock.block_size, area.size() - done);
    const auto fragments =
        divide_rounding_up(length, std::size_t{superblock.fragment_size});
    if (inode.attribute_blocks[i] == 0)
      fail_at(inode.position, "inode {}: its extended attributes have no block", inode.number);
    const auto position = volume.offset_of(inode.attribute_blocks[i], fragments,
                                           {inode.position, inode.number, "extended attributes"});
    volume.source()->read(position, std::span(area).subspan(done, length));
    done += length;
  }
  return area;
}

// The attribute at the front of `rest`, which is shortened by it.
Attribute take_attribute(BytesView& rest, const Volume& volume, const Inode& inode) {
  constexpr auto kHeader = sizeof(layout::AttributeHeader<ByteOrder::little>);
  const auto length = read_u32(rest, 0, volume.order());
  const auto raw = rest.get<layout::AttributeHeader<ByteOrder::little>>(0);
  const auto content = divide_rounding_up(kHeader + raw.name_length, kAlignment) * kAlignment;
  if (length % kAlignment != 0 || length > rest.size() || content + raw.content_padding > length)
    fail_at(inode.position, "inode {}: extended attribute of {} bytes, of which {} are its name",
            inode.number, length, raw.name_length);
  Attribute out;
  out.name_space = raw.name_space;
  out.name = rest.text(kHeader, raw.name_length);
  out.content = rest.sub(content, length - content - raw.content_padding);
  rest = rest.from(length);
  return out;
}

// Until `visit` returns false.
void scan_attributes(const Volume& volume, const Inode& inode,
                     const std::function<bool(const Attribute&)>& visit) {
  const auto area = read_area(volume, inode);
  BytesView rest(area, inode.attribute_blocks[0] * volume.superblock().fragment_size);
  // What is left of the last block is zeros.
  while (rest.size() >= kAlignment && read_u32(rest, 0, volume.order()) != 0) {
    const auto attribute = take_attribute(rest, volume, inode);
    if (!visit(attribute)) return;
  }
}

// Empty for a name that Linux could not have.
std::string linux_name(const Attribute& attribute) {
  if (attribute.name.empty() || attribute.name.find('\0') != std::string_view::npos) return {};
  if (attribute.is(kAccessAcl)) return "system.posix_acl_access";
  if (attribute.is(kDefaultAcl)) return "system.posix_acl_default";
  if (attribute.name_space == kUser) return "user." + std::string(attribute.name);
  if (attribute.name_space == kSystem) return "trusted." + std::string(attribute.name);
  return {};
}

std::string value_of(const Volume& volume, const Inode& inode, const Attribute& attribute) {
  if (attribute.is(kAccessAcl))
    return acl_to_linux_xattr(attribute.content, volume.order(), AclKind::access, inode.mode);
  if (attribute.is(kDefaultAcl))
    return acl_to_linux_xattr(attribute.content, volume.order(), AclKind::defaults, inode.mode);
  return std::string(attribute.content.text(0, attribute.content.size()));
}

}  // namespace

std::vector<std::string> list_xattrs(const Volume& volume, const Inode& inode) {
  std::vector<std::string> names;
  scan_attributes(volume, inode, [&](const Attribute& attribute) {
    if (auto name = linux_name(attribute); !name.empty()) names.push_back(std::move(name));
    return true;
  });
  return names;
}

std::optional<std::string> get_xattr(const Volume& volume, const Inode& inode,
                                     std::string_view name) {
  std::optional<std::string> value;
  scan_attributes(volume, inode, [&](const Attribute& attribute) {
    if (!name.empty() && linux_name(attribute) == name) value = value_of(volume, inode, attribute);
    return !value;
  });
  return value;
}

}  // namespace vixmount::fs::ufs
