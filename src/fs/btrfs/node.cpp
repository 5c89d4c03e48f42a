#include "fs/btrfs/node.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::size_t kHeader = sizeof(layout::NodeHeader);

constexpr std::size_t item_bytes(unsigned level) noexcept {
  return level == 0 ? sizeof(layout::LeafItem) : sizeof(layout::KeyPointer);
}

}  // namespace

Node::Node(std::vector<std::byte> bytes, const NodePointer& pointer, const Superblock& superblock,
           std::span<const Guid> fsids, bool verify_checksum)
    : bytes_(std::move(bytes)), logical_(pointer.logical) {
  const auto all = std::span<const std::byte>(bytes_);
  const auto stored = all.first(checksum_size(superblock.checksum_type));
  if (verify_checksum && !checksum_matches(superblock.checksum_type,
                                           all.subspan(layout::kChecksumBytes), stored))
    fail_at(logical_, "tree node with a wrong checksum");
  const auto header = BytesView(bytes_, logical_).get<layout::NodeHeader>(0);
  generation_ = header.generation;
  level_ = header.level;
  count_ = header.item_count;
  check_header(pointer, fsids);
  check_items();
}

void Node::check_header(const NodePointer& pointer, std::span<const Guid> fsids) const {
  const auto header = BytesView(bytes_, logical_).get<layout::NodeHeader>(0);
  if (header.bytenr != logical_)
    fail_at(logical_, "tree node that belongs at {}", header.bytenr.value());
  const auto fsid = Guid::from_uuid_bytes(std::span(header.fsid));
  if (std::find(fsids.begin(), fsids.end(), fsid) == fsids.end())
    fail_at(logical_, "tree node of another file system ({})", fsid.to_string());
  if (level_ != pointer.level)
    fail_at(logical_, "tree node of level {} where level {} belongs", level_, pointer.level);
  if (generation_ != pointer.generation)
    fail_at(logical_, "tree node of generation {} where {} belongs", generation_,
            pointer.generation);
}

void Node::check_items() const {
  const auto room = bytes_.size() - kHeader;
  if (count_ > room / item_bytes(level_) || (level_ != 0 && count_ == 0))
    fail_at(logical_, "tree node of level {} with {} items", level_, count_);
  for (std::uint32_t i = 0; i < count_; ++i) {
    if (i != 0 && !(key(i - 1) < key(i)))
      fail_at(logical_, "tree node whose keys {} and {} do not ascend", i - 1, i);
    if (level_ != 0) continue;
    layout::LeafItem raw;
    std::memcpy(&raw, item(i), sizeof(raw));
    if (!fits(raw.offset, raw.size, room) || raw.offset < count_ * sizeof(raw))
      fail_at(logical_, "item {} of a leaf has {} bytes at {}, outside of it", i, raw.size.value(),
              raw.offset.value());
  }
}

const std::byte* Node::item(std::uint32_t slot) const noexcept {
  return bytes_.data() + kHeader + slot * item_bytes(level_);
}

Key Node::key(std::uint32_t slot) const noexcept {
  layout::Key raw;
  std::memcpy(&raw, item(slot), sizeof(raw));
  return Key::from(raw);
}

BytesView Node::data(std::uint32_t slot) const {
  layout::LeafItem raw;
  std::memcpy(&raw, item(slot), sizeof(raw));
  return BytesView(bytes_, logical_).sub(kHeader + raw.offset, raw.size);
}

NodePointer Node::child(std::uint32_t slot) const {
  layout::KeyPointer raw;
  std::memcpy(&raw, item(slot), sizeof(raw));
  return {raw.block, raw.generation, static_cast<std::uint8_t>(level_ - 1)};
}

std::uint32_t Node::lower_bound(const Key& wanted) const noexcept {
  std::uint32_t begin = 0, end = count_;
  while (begin < end) {
    const auto middle = begin + (end - begin) / 2;
    if (key(middle) < wanted)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin;
}

}  // namespace vixmount::fs::btrfs
