#include "fs/xfs/acl.hpp"

#include "base/bytes.hpp"
#include "base/endian.hpp"
#include "base/error.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::uint32_t kLinuxVersion = 2;
constexpr std::uint32_t kNoId = 0xFFFFFFFF;
constexpr std::uint32_t kUser = 0x02;
constexpr std::uint32_t kGroup = 0x08;
constexpr std::uint32_t kKnownTags = 0x01 | kUser | 0x04 | kGroup | 0x10 | 0x20;

struct StoredEntry {
  be32 tag;
  be32 id;
  be16 permissions;
  be16 padding;
};
static_assert(sizeof(StoredEntry) == 12);

template <typename Field>
void append(std::string& out, Field field) {
  out.append(reinterpret_cast<const char*>(&field), sizeof field);
}

}  // namespace

std::string acl_to_linux_xattr(std::string_view stored) {
  const BytesView bytes(as_bytes(stored));
  const std::uint64_t count = bytes.be32_at(0);
  const auto entries = bytes.from(sizeof(be32));
  if (count * sizeof(StoredEntry) > entries.size())
    fail(ErrorKind::damaged, "ACL with {} entries in {} bytes", count, stored.size());
  std::string out;
  append(out, le32{kLinuxVersion});
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = entries.get<StoredEntry>(i * sizeof(StoredEntry));
    const std::uint32_t tag = entry.tag;
    if ((tag & kKnownTags) != tag || !is_power_of_two(tag))
      fail(ErrorKind::damaged, "ACL entry with the unknown tag {:#x}", tag);
    append(out, le16{static_cast<std::uint16_t>(tag)});
    append(out, le16{entry.permissions.value()});
    append(out, le32{tag == kUser || tag == kGroup ? entry.id.value() : kNoId});
  }
  return out;
}

}  // namespace vixmount::fs::xfs
