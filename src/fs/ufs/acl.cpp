#include "fs/ufs/acl.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/error.hpp"

namespace vixmount::fs::ufs {
namespace {

constexpr std::uint32_t kMostEntries = 32;
constexpr std::uint32_t kLinuxVersion = 2;
constexpr std::uint32_t kNoId = 0xFFFFFFFF;
constexpr std::uint16_t kPermissions = 7;

enum Tag : std::uint32_t {
  user_object = 0x01,
  user = 0x02,
  group_object = 0x04,
  group = 0x08,
  mask = 0x10,
  other = 0x20,
};

template <ByteOrder Order>
struct StoredAclEntry {
  typename layout::Types<Order>::u32 tag;
  typename layout::Types<Order>::u32 id;
  typename layout::Types<Order>::u16 permissions;
  typename layout::Types<Order>::u16 padding;
};
static_assert(sizeof(StoredAclEntry<ByteOrder::little>) == 12);

struct AclEntry {
  std::uint32_t tag = 0;
  std::uint32_t id = 0;
  std::uint16_t permissions = 0;
};

AclEntry entry_at(BytesView stored, std::size_t offset, ByteOrder order) {
  return in_order(order, [&](auto constant) {
    const auto raw = stored.get<StoredAclEntry<constant.value>>(offset);
    AclEntry out{raw.tag, raw.id, raw.permissions};
    if (out.tag == 0 || out.tag > other || (out.tag & (out.tag - 1)) != 0 ||
        out.permissions > kPermissions)
      fail_at(stored.origin() + offset, "ACL entry with tag {:#x} and permissions {:#o}", out.tag,
              out.permissions);
    if (out.tag != user && out.tag != group) out.id = kNoId;
    return out;
  });
}

void take_permissions_of_mode(std::vector<AclEntry>& entries, std::uint16_t mode) {
  const bool has_mask =
      std::any_of(entries.begin(), entries.end(), [](const auto& one) { return one.tag == mask; });
  for (auto& entry : entries) {
    if (entry.tag == user_object) entry.permissions = mode >> 6 & kPermissions;
    if (entry.tag == (has_mask ? mask : group_object)) entry.permissions = mode >> 3 & kPermissions;
    if (entry.tag == other) entry.permissions = mode & kPermissions;
  }
}

template <typename Field>
void append(std::string& out, Field field) {
  out.append(reinterpret_cast<const char*>(&field), sizeof field);
}

}  // namespace

std::string acl_to_linux_xattr(BytesView stored, ByteOrder order, AclKind kind,
                               std::uint16_t mode) {
  const auto count = read_u32(stored, 0, order);
  if (count > kMostEntries) fail_at(stored.origin(), "ACL of {} entries", count);
  std::vector<AclEntry> entries;
  for (std::size_t i = 0; i < count; ++i)
    entries.push_back(entry_at(
        stored, sizeof(le32) + i * sizeof(StoredAclEntry<ByteOrder::little>), order));
  if (kind == AclKind::access) take_permissions_of_mode(entries, mode);
  std::sort(entries.begin(), entries.end(), [](const AclEntry& a, const AclEntry& b) {
    return std::tie(a.tag, a.id) < std::tie(b.tag, b.id);
  });
  std::string out;
  append(out, le32{kLinuxVersion});
  for (const auto& entry : entries) {
    append(out, le16{static_cast<std::uint16_t>(entry.tag)});
    append(out, le16{entry.permissions});
    append(out, le32{entry.id});
  }
  return out;
}

}  // namespace vixmount::fs::ufs
