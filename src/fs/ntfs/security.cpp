#include "fs/ntfs/security.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <initializer_list>
#include <vector>

#include "base/error.hpp"
#include "fs/ntfs/names_layout.hpp"
#include "fs/ntfs/number_key.hpp"

namespace vixmount::fs::ntfs {
namespace {

// $SDS is written in pieces of this size, each followed by its copy.
constexpr std::uint64_t kCopyDistance = 256 << 10;

std::size_t end_of_sid(BytesView bytes, std::size_t offset) {
  constexpr std::size_t kFixed = 8;  // revision, count, authority
  constexpr std::size_t kCount = 1;
  const auto sid = bytes.from(offset);
  return offset + sid.sub(0, kFixed + sizeof(le32) * sid.u8(kCount)).size();
}

std::size_t end_of_acl(BytesView bytes, std::size_t offset) {
  constexpr std::size_t kSize = 2;
  const auto acl = bytes.from(offset);
  return offset + acl.sub(0, acl.le16_at(kSize)).size();
}

// The descriptor at `offset` of $SDS when it is whole: what the index says stands there, and the
// hash is right.
std::optional<std::string> read_copy(const io::ByteSource& stream, std::uint64_t offset,
                                     const layout::SecurityEntry& expected) {
  if (!fits(offset, expected.length, stream.size())) return std::nullopt;
  const auto stored = io::read_bytes(stream, offset, expected.length);
  const BytesView bytes(stored, offset);
  const auto head = bytes.get<layout::SecurityEntry>(0);
  const auto descriptor = bytes.from(sizeof(head));
  if (head.security_id != expected.security_id || head.length != expected.length ||
      head.hash != security_hash(descriptor))
    return std::nullopt;
  return std::string(descriptor.text(0, descriptor.size()));
}

}  // namespace

std::uint32_t security_hash(BytesView descriptor) noexcept {
  std::uint32_t hash = 0;
  for (std::size_t offset = 0; offset + sizeof(le32) <= descriptor.size(); offset += sizeof(le32))
    hash = std::rotl(hash, 3) + descriptor.le32_at(offset);
  return hash;
}

std::string trim_descriptor(BytesView bytes) {
  const auto head = bytes.get<layout::SecurityDescriptor>(0);
  std::size_t end = sizeof(head);
  for (const std::uint32_t offset : {head.owner.value(), head.group.value()})
    if (offset != 0) end = std::max(end, end_of_sid(bytes, offset));
  for (const std::uint32_t offset : {head.system_acl.value(), head.discretionary_acl.value()})
    if (offset != 0) end = std::max(end, end_of_acl(bytes, offset));
  return std::string(bytes.text(0, end));
}

std::optional<std::string> SecurityDescriptors::find(std::uint32_t security_id) const {
  const std::array wanted{le32(security_id)};
  const auto entry = by_id_.find(NumberKey(std::as_bytes(std::span(wanted))));
  if (!entry) return std::nullopt;
  const auto expected = BytesView(entry->data).get<layout::SecurityEntry>(0);
  const std::uint64_t offset = expected.offset;
  if (expected.length < sizeof(expected) ||
      expected.length > sizeof(expected) + kMostDescriptorBytes)
    fail(ErrorKind::damaged, "security descriptor {}: {} bytes", security_id,
         expected.length.value());
  auto descriptor = read_copy(*stream_, offset, expected);
  if (!descriptor && offset <= stream_->size())
    descriptor = read_copy(*stream_, offset + kCopyDistance, expected);
  if (!descriptor)
    fail_at(offset, "security descriptor {}: neither copy in $SDS is whole", security_id);
  return descriptor;
}

}  // namespace vixmount::fs::ntfs
