#include "fs/ext/xattr.hpp"

#include <array>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/ext/acl.hpp"
#include "fs/ext/checksum.hpp"

namespace vixmount::fs::ext {
namespace {

// Linux passes values of up to 64 KiB to programs; ext4 itself allows 16 MiB in an ea_inode.
constexpr std::uint32_t kLongestValue = 16U << 20;

// Name indexes that stand for prefixes. Others (9: encryption context, 11: verity) are ext4's own
// and not shown.
constexpr std::uint8_t kAclAccess = 2;
constexpr std::uint8_t kAclDefault = 3;
constexpr std::uint8_t kSystem = 7;
struct Prefix {
  std::uint8_t index;
  std::string_view text;
};
constexpr Prefix kPrefixes[] = {
    {1, "user."},
    {kAclAccess, "system.posix_acl_access"},
    {kAclDefault, "system.posix_acl_default"},
    {4, "trusted."},
    {6, "security."},
    {10, "gnu."},
};
constexpr std::string_view kInlineDataName = "data";

// One place that holds attributes: entries grow from the front, values lie behind them.
struct Region {
  BytesView bytes;        // from the first entry (inode) or the block's start
  std::size_t first = 0;  // offset of the first entry in `bytes`
};

struct Attribute {
  layout::XattrEntry entry;
  std::string_view name;  // without prefix
};

// Calls `visit(attribute)` for each entry until it returns true. Entries advance by at least 16
// bytes, so the region's size bounds the loop.
template <typename Visit>
void for_each_attribute(const Region& region, const Inode& inode, Visit visit) {
  auto offset = region.first;
  // The list ends with four zero bytes, or with the region.
  while (offset + sizeof(le32) <= region.bytes.size() && region.bytes.le32_at(offset) != 0) {
    if (!fits(offset, sizeof(layout::XattrEntry), region.bytes.size()))
      fail_at(region.bytes.origin() + offset, "inode {}: extended attribute is cut off",
              inode.number);
    const auto entry = region.bytes.get<layout::XattrEntry>(offset);
    const auto name = region.bytes.text(offset + sizeof entry, entry.name_length);
    if (visit(Attribute{entry, name})) return;
    offset += (sizeof entry + entry.name_length + 3) / 4 * 4;
  }
}

std::optional<CachedBytes> read_xattr_block(const Blocks& blocks, const Inode& inode) {
  if (inode.xattr_block == 0) return std::nullopt;
  const auto cached = blocks.read(inode.xattr_block, "extended attributes");
  const auto bytes = cached.view();
  const auto header = bytes.get<layout::XattrBlockHeader>(0);
  if (header.magic != layout::kXattrMagic || header.blocks != 1)
    fail_at(bytes.origin(), "inode {}: its block of extended attributes has a bad header",
            inode.number);
  if (!blocks.verify_metadata_checksums()) return cached;
  constexpr auto kField = offsetof(layout::XattrBlockHeader, checksum);
  constexpr std::array<std::byte, sizeof(le32)> kZeros{};
  const le64 number = inode.xattr_block;
  auto computed = crc32c(blocks.superblock().checksum_seed, std::as_bytes(std::span(&number, 1)));
  computed = crc32c(computed, bytes.span().first(kField));
  computed = crc32c(computed, kZeros);
  computed = crc32c(computed, bytes.span().subspan(kField + kZeros.size()));
  if (computed != header.checksum)
    fail_at(bytes.origin(),
            "inode {}: block of extended attributes: checksum {:#010x}, computed {:#010x}",
            inode.number, header.checksum.value(), computed);
  return cached;
}

Region region_in_inode(BytesView inode_bytes, const Inode& inode) {
  const auto begin = layout::kSmallInodeSize + inode.extra_size + sizeof(le32);
  return {inode_bytes.from(begin), 0};
}

// Lustre's older values carry a reference to their inode where newer ones have a hash.
bool belongs_to_as_in_lustre(const Inode& value, const Inode& owner) {
  return static_cast<std::uint32_t>(value.modified.seconds) == owner.number &&
         value.generation == owner.generation;
}

// The value of an ea_inode, checked against the hash it carries in its access time.
std::string read_value_inode(const BlocksPtr& blocks, const Inode& owner, std::uint32_t number,
                             std::uint32_t size) {
  const auto inode = read_inode(*blocks, number);
  if (!inode.has(InodeFlag::ea_inode) || inode.size != size || size > kLongestValue)
    fail(ErrorKind::damaged, "inode {} does not hold the extended attribute of {} bytes", number,
         size);
  std::string value(size, '\0');
  const auto bytes = std::as_writable_bytes(std::span(value));
  open_block_data(blocks, inode, size)->read(0, bytes);
  const auto computed = crc32c(blocks->superblock().checksum_seed, bytes);
  const auto stored = static_cast<std::uint32_t>(inode.accessed.seconds);
  if (blocks->verify_checksums() && stored != computed && !belongs_to_as_in_lustre(inode, owner))
    fail(ErrorKind::damaged,
         "inode {}: value of an extended attribute: hash {:#010x}, computed {:#010x}", number,
         stored, computed);
  return value;
}

std::string read_value(const BlocksPtr& blocks, const Inode& inode, const Region& region,
                       const layout::XattrEntry& entry) {
  if (entry.value_inode != 0)
    return read_value_inode(blocks, inode, entry.value_inode, entry.value_size);
  if (entry.value_size == 0) return {};
  return std::string(region.bytes.text(entry.value_offset, entry.value_size));
}

// Calls `visit(region, attribute)` for all attributes until it returns true.
template <typename Visit>
void for_each_place(const Blocks& blocks, const Inode& inode, Visit visit) {
  bool stop = false;
  const auto scan = [&](const Region& region) {
    for_each_attribute(region, inode, [&](const Attribute& attribute) {
      stop = visit(region, attribute);
      return stop;
    });
  };
  if (inode.has_inline_xattrs) {
    const auto cached = read_inode_bytes(blocks, inode.number);
    scan(region_in_inode(cached.view(), inode));
  }
  if (stop) return;
  if (const auto cached = read_xattr_block(blocks, inode))
    scan({cached->view(), sizeof(layout::XattrBlockHeader)});
}

std::optional<std::string_view> prefix_of(std::uint8_t index) {
  for (const auto& prefix : kPrefixes)
    if (prefix.index == index) return prefix.text;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> list_xattrs(const BlocksPtr& blocks, const Inode& inode) {
  std::vector<std::string> names;
  for_each_place(*blocks, inode, [&](const Region&, const Attribute& attribute) {
    if (const auto prefix = prefix_of(attribute.entry.name_index))
      names.push_back(std::string(*prefix) + std::string(attribute.name));
    return false;
  });
  return names;
}

std::optional<std::string> get_xattr(const BlocksPtr& blocks, const Inode& inode,
                                     std::string_view name) {
  std::optional<std::string> value;
  for_each_place(*blocks, inode, [&](const Region& region, const Attribute& attribute) {
    const auto index = attribute.entry.name_index;
    const auto prefix = prefix_of(index);
    if (!prefix || !name.starts_with(*prefix) || name.substr(prefix->size()) != attribute.name)
      return false;
    value = read_value(blocks, inode, region, attribute.entry);
    if (index == kAclAccess || index == kAclDefault)
      value = acl_to_linux_xattr(*value, region.bytes.origin());
    return true;
  });
  return value;
}

std::string read_inline_data_value(const BlocksPtr& blocks, const Inode& inode,
                                   std::uint64_t* origin) {
  std::string value;
  if (!inode.has_inline_xattrs) return value;
  const auto cached = read_inode_bytes(*blocks, inode.number);
  const auto region = region_in_inode(cached.view(), inode);
  for_each_attribute(region, inode, [&](const Attribute& attribute) {
    if (attribute.entry.name_index != kSystem || attribute.name != kInlineDataName) return false;
    value = read_value(blocks, inode, region, attribute.entry);
    if (origin != nullptr) *origin = region.bytes.origin() + attribute.entry.value_offset;
    return true;
  });
  return value;
}

}  // namespace vixmount::fs::ext
