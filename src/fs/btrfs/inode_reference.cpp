#include "fs/btrfs/inode_reference.hpp"

#include "base/crc32c.hpp"
#include "base/error.hpp"

namespace vixmount::fs::btrfs {
namespace {

template <typename Layout>
void append(std::vector<std::byte>& out, const Layout& raw, std::string_view name) {
  const auto head = std::as_bytes(std::span(&raw, 1));
  out.insert(out.end(), head.begin(), head.end());
  const auto text = as_bytes(name);
  out.insert(out.end(), text.begin(), text.end());
}

}  // namespace

std::vector<InodeReference> parse_references(const Key& key, BytesView item) {
  std::vector<InodeReference> out;
  for (std::size_t at = 0; at < item.size();) {
    InodeReference reference;
    std::size_t length = 0;
    if (key.type == ItemType::inode_extref) {
      const auto raw = item.get<layout::ExtendedInodeReference>(at);
      reference.parent = raw.parent;
      reference.index = raw.index;
      length = raw.name_length;
      at += sizeof(raw);
    } else {
      const auto raw = item.get<layout::InodeReference>(at);
      reference.parent = key.offset;
      reference.index = raw.index;
      length = raw.name_length;
      at += sizeof(raw);
    }
    reference.name = item.text(at, length);
    at += length;
    out.push_back(std::move(reference));
  }
  return out;
}

std::vector<std::byte> build_references(ItemType type,
                                        const std::vector<InodeReference>& references) {
  std::vector<std::byte> out;
  for (const auto& reference : references) {
    const auto length = static_cast<std::uint16_t>(reference.name.size());
    if (type == ItemType::inode_extref)
      append(out, layout::ExtendedInodeReference{reference.parent, reference.index, length},
             reference.name);
    else
      append(out, layout::InodeReference{reference.index, length}, reference.name);
  }
  return out;
}

std::uint64_t extended_reference_hash(std::uint64_t parent, std::string_view name) noexcept {
  return crc32c(static_cast<std::uint32_t>(parent), as_bytes(name));
}

}  // namespace vixmount::fs::btrfs
