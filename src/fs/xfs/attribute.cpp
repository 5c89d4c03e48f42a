#include "fs/xfs/attribute.hpp"

#include <algorithm>

#include "base/checked.hpp"
#include "base/error.hpp"
#include "fs/xfs/extent_map.hpp"
#include "fs/xfs/hash_tree.hpp"
#include "fs/xfs/name_hash.hpp"

namespace vixmount::fs::xfs {
namespace {

constexpr std::uint32_t kLongestValue = 64U << 10;  // Linux' limit, and the format's

void visit_short_form(const Inode& inode, const AttributeVisitor& visit) {
  const auto bytes = inode.attributes->bytes;
  const auto header = bytes.get<layout::ShortAttributesHeader>(0);
  std::size_t position = sizeof header;
  for (unsigned i = 0; i < header.count; ++i) {
    const auto entry = bytes.get<layout::ShortAttribute>(position);
    position += sizeof entry;
    Attribute out;
    out.flags = entry.flags | static_cast<std::uint8_t>(AttributeFlag::local);
    out.name = bytes.text(position, entry.name_length);
    out.value = bytes.text(position + entry.name_length, entry.value_length);
    out.value_length = entry.value_length;
    position += std::size_t{entry.name_length} + entry.value_length;
    if (!visit(out)) return;
  }
}

Attribute parse_entry(BytesView block, const layout::AttributeEntry& entry) {
  Attribute out;
  out.flags = entry.flags;
  const std::size_t position = entry.position;
  if (out.has(AttributeFlag::local)) {
    const auto local = block.get<layout::LocalAttribute>(position);
    out.name = block.text(position + sizeof local, local.name_length);
    out.value = block.text(position + sizeof local + local.name_length, local.value_length);
    out.value_length = local.value_length;
    return out;
  }
  const auto remote = block.get<layout::RemoteAttribute>(position);
  out.name = block.text(position + sizeof remote, remote.name_length);
  out.value_block = remote.value_block;
  out.value_length = remote.value_length;
  return out;
}

// Visits the attributes of a leaf, of one hash if given. Returns false when `visit` did, or when no
// further leaf can hold the hash.
bool visit_leaf(const Blocks& blocks, const Inode& inode, const TreeLeaf& leaf,
                std::optional<std::uint32_t> hash, const AttributeVisitor& visit) {
  const bool is_v5 = blocks.superblock().has_checksums();
  const auto bytes = leaf.block.view();
  if (leaf.magic != (is_v5 ? layout::kAttributeLeafMagicV5 : layout::kAttributeLeafMagic))
    fail_at(bytes.origin(), "inode {}: no leaf of its attributes", inode.number);
  const std::size_t count =
      bytes.be16_at(is_v5 ? layout::kTreeBlockHeaderV5 : sizeof(layout::TreeBlockHeader));
  const auto entries =
      bytes.from(is_v5 ? layout::kAttributeEntriesV5 : layout::kAttributeEntries);
  if (count > entries.size() / sizeof(layout::AttributeEntry))
    fail_at(bytes.origin(), "inode {}: leaf with {} attributes", inode.number, count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = entries.get<layout::AttributeEntry>(i * sizeof(layout::AttributeEntry));
    if (hash && entry.hash < *hash) continue;
    if (hash && entry.hash > *hash) return false;
    if (!visit(parse_entry(bytes, entry))) return false;
  }
  return true;
}

// The part of a value in one block, behind its header in version 5.
std::string_view part_of_value(const Blocks& blocks, const Inode& inode, BytesView block,
                               std::size_t done) {
  if (!blocks.superblock().has_checksums()) return block.text(0, block.size());
  const auto header = block.get<layout::RemoteHeader>(0);
  if (header.magic != layout::kRemoteValueMagic || header.offset != done)
    fail_at(block.origin(), "inode {}: no value of an attribute where it should be",
            inode.number);
  blocks.verify(block, kRemoteDescription, inode.number, "value of an attribute");
  return block.text(sizeof header, header.bytes);
}

std::string read_remote_value(const Blocks& blocks, const Inode& inode, std::uint64_t block,
                              std::uint32_t length) {
  if (length > kLongestValue)
    fail(ErrorKind::damaged, "inode {}: attribute with a value of {} bytes", inode.number, length);
  std::string value;
  for (; value.size() < length; ++block) {
    const auto run = map_fork(blocks, inode, *inode.attributes, block, 1);
    if (!run.written)
      fail_at(inode.bytes.view().origin(), "inode {}: the value of an attribute is a hole",
              inode.number);
    const auto bytes = io::read_bytes(*blocks.volume(), run.position, blocks.block_size());
    const BytesView view(bytes, run.position);
    const auto part = part_of_value(blocks, inode, view, value.size());
    if (part.empty())
      fail_at(run.position, "inode {}: an empty part of an attribute's value", inode.number);
    value += part.substr(0, length - value.size());
  }
  return value;
}

}  // namespace

void visit_attributes(const Blocks& blocks, const Inode& inode,
                      std::optional<std::string_view> name, const AttributeVisitor& visit) {
  if (!inode.attributes) return;
  const auto& fork = *inode.attributes;
  if (fork.format == ForkFormat::local) return visit_short_form(inode, visit);
  if (fork.format == ForkFormat::extents && fork.extent_count == 0) return;
  const HashTree tree{blocks, inode, fork, 0, blocks.block_size(), "attributes"};
  const auto hash = name ? std::optional(name_hash(*name)) : std::nullopt;
  visit_leaves(tree, hash, [&](const TreeLeaf& leaf) {
    return visit_leaf(blocks, inode, leaf, hash, visit);
  });
}

std::string value_of(const Blocks& blocks, const Inode& inode, const Attribute& attribute) {
  if (attribute.has(AttributeFlag::local)) return std::string(attribute.value);
  return read_remote_value(blocks, inode, attribute.value_block, attribute.value_length);
}

}  // namespace vixmount::fs::xfs
