#include "fs/ntfs/fixup.hpp"

#include <cstring>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/ntfs/layout.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kEntryBytes = 2;

std::size_t le16_of(std::span<const std::byte> bytes, std::size_t offset) noexcept {
  return std::to_integer<std::size_t>(bytes[offset]) |
         std::to_integer<std::size_t>(bytes[offset + 1]) << 8;
}

struct Fault {
  enum class Kind { none, array, torn } kind = Kind::none;
  std::size_t offset = 0;  // in the structure
};

// The array must end before the first position that it protects, or its own entries would have been
// overwritten.
bool array_is_possible(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() < layout::kFixupStride || bytes.size() % layout::kFixupStride != 0) return false;
  const auto array = le16_of(bytes, offsetof(layout::MultiSectorHeader, update_sequence_offset));
  const auto count = le16_of(bytes, offsetof(layout::MultiSectorHeader, update_sequence_count));
  return count == bytes.size() / layout::kFixupStride + 1 && array % kEntryBytes == 0 &&
         array >= sizeof(layout::MultiSectorHeader) &&
         array + count * kEntryBytes <= layout::kFixupStride - kEntryBytes;
}

Fault check(std::span<const std::byte> bytes) noexcept {
  if (!array_is_possible(bytes))
    return {Fault::Kind::array, offsetof(layout::MultiSectorHeader, update_sequence_offset)};
  const auto array = le16_of(bytes, offsetof(layout::MultiSectorHeader, update_sequence_offset));
  const auto number = le16_of(bytes, array);
  for (auto end = layout::kFixupStride; end <= bytes.size(); end += layout::kFixupStride)
    if (le16_of(bytes, end - kEntryBytes) != number) return {Fault::Kind::torn, end - kEntryBytes};
  return {};
}

void apply(std::span<std::byte> bytes) noexcept {
  const auto array = le16_of(bytes, offsetof(layout::MultiSectorHeader, update_sequence_offset));
  auto entry = array + kEntryBytes;
  for (auto end = layout::kFixupStride; end <= bytes.size(); end += layout::kFixupStride) {
    std::memcpy(bytes.data() + end - kEntryBytes, bytes.data() + entry, kEntryBytes);
    entry += kEntryBytes;
  }
}

}  // namespace

void apply_fixups(std::span<std::byte> bytes, std::uint64_t origin, std::string_view what) {
  const auto fault = check(bytes);
  if (fault.kind == Fault::Kind::array)
    fail_at(origin + fault.offset, "{}: its update sequence does not fit its {} bytes", what,
            bytes.size());
  if (fault.kind == Fault::Kind::torn)
    fail_at(origin + fault.offset, "{} was not written as a whole", what);
  apply(bytes);
}

bool try_apply_fixups(std::span<std::byte> bytes) noexcept {
  if (check(bytes).kind != Fault::Kind::none) return false;
  apply(bytes);
  return true;
}

}  // namespace vixmount::fs::ntfs
