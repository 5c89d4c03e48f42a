#include "fs/btrfs/inode.hpp"

#include "base/error.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::fs::btrfs {
namespace {

constexpr std::uint32_t kBillion = 1'000'000'000;

Timestamp time_of(const layout::Time& raw) noexcept {
  return {static_cast<std::int64_t>(raw.seconds.value()), raw.nanoseconds % kBillion};
}

}  // namespace

NodeId InodeNumber::pack() const {
  if (subvolume >> kSubvolumeBits != 0 || inode >> kInodeBits != 0)
    fail(ErrorKind::limit_exceeded, "inode {} of subvolume {} is beyond the numbers in use here",
         inode, subvolume);
  return subvolume << kInodeBits | inode;
}

NodeType Inode::type() const noexcept { return node_type_of(mode); }

Inode parse_inode(std::uint64_t number, BytesView item) {
  const auto raw = item.get<layout::InodeItem>(0);
  Inode out;
  out.number = number;
  out.generation = raw.generation;
  out.size = raw.size;
  out.allocated_bytes = raw.allocated_bytes;
  out.link_count = raw.link_count;
  out.owner = raw.owner;
  out.group = raw.group;
  out.mode = raw.mode;
  out.device = raw.device;
  out.flags = raw.flags;
  out.accessed = time_of(raw.accessed);
  out.changed = time_of(raw.changed);
  out.modified = time_of(raw.modified);
  out.born = time_of(raw.born);
  if (out.type() == NodeType::unknown)
    fail_at(item.origin(), "inode {} of no known type (mode {:o})", number, out.mode);
  // Offsets of files are signed in every interface.
  if (out.size > static_cast<std::uint64_t>(INT64_MAX))
    fail_at(item.origin(), "inode {} of {} bytes", number, out.size);
  return out;
}

Inode read_inode(const Tree& subvolume, std::uint64_t number) {
  return read_inode(Items(subvolume, first_key_of(number)), number);
}

Inode read_inode(const Items& items, std::uint64_t number) {
  if (items.at_end() || items.key() != first_key_of(number))
    fail(ErrorKind::not_found, "there is no inode {}", number);
  return parse_inode(number, items.data());
}

}  // namespace vixmount::fs::btrfs
