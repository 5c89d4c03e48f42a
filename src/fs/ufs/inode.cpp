#include "fs/ufs/inode.hpp"

#include <algorithm>
#include <cstring>

#include "base/crc32c.hpp"
#include "base/error.hpp"
#include "fs/posix_mode.hpp"

namespace vixmount::fs::ufs {
namespace {

constexpr std::uint32_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::uint16_t kLongOwner = 0xFFFF;  // Solaris: see the 32-bit field

// Times before 1970 are negative. A fraction that is none (old kernels left the field alone) is 0.
Timestamp short_time(std::uint32_t seconds, std::uint32_t fraction, Dialect dialect) {
  Timestamp out{static_cast<std::int32_t>(seconds), 0};
  if (dialect == Dialect::bsd44 && fraction < kNanosecondsPerSecond) out.nanoseconds = fraction;
  if (dialect == Dialect::solaris && fraction < 1'000'000) out.nanoseconds = fraction * 1000;
  return out;
}

Timestamp long_time(std::uint64_t seconds, std::uint32_t nanoseconds) {
  return {static_cast<std::int64_t>(seconds),
          nanoseconds < kNanosecondsPerSecond ? nanoseconds : 0};
}

template <ByteOrder Order>
void take_owners(Inode& out, const layout::Inode1<Order>& raw, Dialect dialect) {
  if (dialect == Dialect::bsd44) {
    out.owner = raw.tail[0];
    out.group = raw.tail[1];
    return;
  }
  const bool solaris = dialect == Dialect::solaris;
  out.owner = solaris && raw.old_owner == kLongOwner ? raw.tail[1].value() : raw.old_owner.value();
  out.group = solaris && raw.old_group == kLongOwner ? raw.tail[2].value() : raw.old_group.value();
}

template <typename Raw>
void take_common(Inode& out, const Raw& raw) {
  out.mode = raw.mode;
  out.link_count = raw.link_count;
  out.size = raw.size;
  out.sectors = raw.sectors;
  out.generation = raw.generation;
  out.flags = raw.flags;
  std::copy(raw.blocks.begin(), raw.blocks.end(), out.blocks.begin());
  std::memcpy(out.stored_blocks.data(), raw.blocks.data(), sizeof raw.blocks);
}

template <ByteOrder Order>
void take_first(Inode& out, BytesView bytes, Dialect dialect) {
  const auto raw = bytes.get<layout::Inode1<Order>>(0);
  take_common(out, raw);
  take_owners(out, raw, dialect);
  // Other dialects have no flags, or others.
  if (dialect != Dialect::bsd44) out.flags = 0;
  out.accessed = short_time(raw.accessed, raw.accessed_fraction, dialect);
  out.modified = short_time(raw.modified, raw.modified_fraction, dialect);
  out.changed = short_time(raw.changed, raw.changed_fraction, dialect);
}

template <ByteOrder Order>
void take_second(Inode& out, BytesView bytes) {
  const auto raw = bytes.get<layout::Inode2<Order>>(0);
  take_common(out, raw);
  out.owner = raw.owner;
  out.group = raw.group;
  out.accessed = long_time(raw.accessed, raw.accessed_nanoseconds);
  out.modified = long_time(raw.modified, raw.modified_nanoseconds);
  out.changed = long_time(raw.changed, raw.changed_nanoseconds);
  // Some that fill a UFS2, makefs for one, do not set it.
  if (raw.born != 0) out.born = long_time(raw.born, raw.born_nanoseconds);
  out.attributes_size = raw.attributes_size;
  std::copy(raw.attribute_blocks.begin(), raw.attribute_blocks.end(),
            out.attribute_blocks.begin());
}

// CRC-32C of the inode with the field itself as zero.
void verify(BytesView bytes, const Inode& inode, ByteOrder order) {
  constexpr auto kField = offsetof(layout::Inode2<ByteOrder::little>, check_hash);
  const auto stored = read_u32(bytes, kField, order);
  auto sum = crc32c(0xFFFFFFFF, bytes.span().first(kField));
  sum = crc32c(sum, std::uint32_t{0});
  sum = crc32c(sum, bytes.span().subspan(kField + sizeof(le32)));
  if (sum != stored)
    fail_at(inode.position + kField, "inode {}: check hash {:#010x}, its bytes have {:#010x}",
            inode.number, stored, sum);
}

std::uint64_t position_of(const Volume& volume, std::uint32_t number) {
  const auto& superblock = volume.superblock();
  const auto group = number / superblock.inodes_per_group;
  const auto within = std::uint64_t{number % superblock.inodes_per_group} * superblock.inode_size;
  const auto fragment = superblock.group_begin(group) + superblock.inodes_in_group +
                        within / superblock.fragment_size;
  return volume.offset_of(fragment, 1, {superblock.byte_offset, number, "its table"}) +
         within % superblock.fragment_size;
}

}  // namespace

NodeType Inode::type() const noexcept { return node_type_of(mode); }

Inode read_inode(const Volume& volume, std::uint64_t number) {
  const auto& superblock = volume.superblock();
  if (number < kRootInode || number >= superblock.inode_count())
    fail(ErrorKind::not_found, "there is no inode {}", number);
  Inode out;
  out.number = static_cast<std::uint32_t>(number);
  out.position = position_of(volume, out.number);
  const auto cached = volume.cache().read(out.position, superblock.inode_size);
  in_order(superblock.order, [&](auto order) {
    if (superblock.version == Version::ufs1)
      take_first<order.value>(out, cached.view(), superblock.dialect);
    else
      take_second<order.value>(out, cached.view());
  });
  if (out.mode == 0) fail(ErrorKind::not_found, "inode {} is not in use", number);
  if (volume.verify_inodes()) verify(cached.view(), out, superblock.order);
  return out;
}

}  // namespace vixmount::fs::ufs
