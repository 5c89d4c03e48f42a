#include "fs/ext/acl.hpp"

#include "base/bytes.hpp"
#include "base/endian.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ext {
namespace {

constexpr std::uint32_t kStoredVersion = 1;
constexpr std::uint32_t kLinuxVersion = 2;
constexpr std::uint32_t kNoId = 0xFFFFFFFF;
constexpr std::uint16_t kUser = 0x02;
constexpr std::uint16_t kGroup = 0x08;
// Owner, owning group, mask, others: no id.
constexpr std::uint16_t kWithoutId[] = {0x01, 0x04, 0x10, 0x20};

template <typename Field>
void append(std::string& out, Field field) {
  out.append(reinterpret_cast<const char*>(&field), sizeof field);
}

bool has_no_id(std::uint16_t tag) {
  for (const auto known : kWithoutId)
    if (known == tag) return true;
  return false;
}

}  // namespace

std::string acl_to_linux_xattr(std::string_view stored, std::uint64_t origin) {
  const BytesView bytes(as_bytes(stored), origin);
  if (bytes.le32_at(0) != kStoredVersion) fail_at(origin, "ACL of an unknown version");
  std::string out;
  append(out, le32{kLinuxVersion});
  for (std::size_t offset = sizeof(le32); offset < bytes.size();) {
    const auto tag = bytes.le16_at(offset);
    append(out, le16{tag});
    append(out, le16{bytes.le16_at(offset + 2)});
    offset += 4;
    if (tag == kUser || tag == kGroup) {
      append(out, le32{bytes.le32_at(offset)});
      offset += 4;
    } else if (has_no_id(tag)) {
      append(out, le32{kNoId});
    } else {
      fail_at(origin, "ACL entry with the unknown tag {:#x}", tag);
    }
  }
  return out;
}

}  // namespace vixmount::fs::ext
