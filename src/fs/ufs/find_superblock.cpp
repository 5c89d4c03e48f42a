#include "fs/ufs/find_superblock.hpp"

#include <algorithm>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::fs::ufs {
namespace {

constexpr std::uint64_t kUfs1Place = 8192;
constexpr std::uint64_t kUfs2Place = 65536;
// FreeBSD's order (fs.h, SBLOCKSEARCH).
constexpr std::uint64_t kPlaces[] = {kUfs2Place, kUfs1Place, 0, 262144};

// A group has its copy in its first block boundary behind the room for boot code and the primary
// one. These are the places in group 0 for blocks of 4 to 64 KiB behind 8, 64 and 256 KiB.
constexpr std::uint64_t kCopiesInFirstGroup[] = {16384, 32768,  65536,  73728,  81920, 98304,
                                                 131072, 270336, 278528, 294912, 327680};
// Copies tried by the recovery record.
constexpr std::uint32_t kMostGroupsTried = 8;

struct Magic {
  ByteOrder order;
  std::uint32_t value;
};

std::optional<Magic> magic_at(const io::ByteSource& volume, std::uint64_t place) {
  if (!fits(place, layout::kSuperblockBytes, volume.size())) return std::nullopt;
  constexpr auto kMagic = offsetof(layout::Superblock<ByteOrder::little>, magic);
  const auto bytes = io::read_bytes(volume, place + kMagic, sizeof(le32));
  for (const auto order : {ByteOrder::little, ByteOrder::big}) {
    const auto value = read_u32(BytesView(bytes), 0, order);
    if (value == layout::kMagicUfs1 || value == layout::kMagicUfs2 ||
        value == layout::kMagicUfs2Ea)
      return Magic{order, value};
  }
  return std::nullopt;
}

// A copy in a group may stand where others have their primary one: UFS1 with blocks of 64 KiB has
// its first copy at 64 KiB. UFS2 names the place of the primary one, but for the oldest, which do
// not have the flag that says so (FreeBSD, ffs_subr.c).
bool is_primary(const io::ByteSource& volume, std::uint64_t place, const Magic& magic) {
  if (magic.value == layout::kMagicUfs1) return place <= kUfs1Place;
  constexpr auto kFlags = offsetof(layout::Superblock<ByteOrder::little>, old_flags);
  const auto flags = std::to_integer<unsigned>(io::read_bytes(volume, place + kFlags, 1)[0]);
  if ((flags & flag::flags_updated) == 0) return true;
  constexpr auto kPosition = offsetof(layout::Superblock<ByteOrder::little>, superblock_position);
  const auto bytes = io::read_bytes(volume, place + kPosition, sizeof(le64));
  return read_u64(BytesView(bytes), 0, magic.order) == place;
}

// A copy is believed when it says of itself that it belongs here.
std::optional<Superblock> copy_at(const io::ByteSource& volume, std::uint64_t offset,
                                  std::uint32_t group) {
  try {
    auto found = parse_superblock(volume, offset, true);
    if (found && group < found->group_count &&
        (found->group_begin(group) + found->superblock_in_group) * found->fragment_size == offset)
      return found;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
  }
  return std::nullopt;
}

std::optional<Superblock> copy_by_record(const io::ByteSource& volume) {
  constexpr std::uint64_t kPlace = kUfs2Place - sizeof(layout::RecoveryRecord<ByteOrder::little>);
  constexpr std::uint32_t kMostShift = 7;  // fragments of 64 KiB
  if (!fits(kPlace, kUfs2Place - kPlace, volume.size())) return std::nullopt;
  const auto bytes = io::read_bytes(volume, kPlace, kUfs2Place - kPlace);
  for (const auto order : {ByteOrder::little, ByteOrder::big}) {
    const auto field = [&](std::size_t index) {
      return read_u32(BytesView(bytes), index * sizeof(le32), order);
    };
    if (field(0) != layout::kMagicUfs2 || field(1) > kMostShift) continue;
    const std::uint64_t fragment = std::uint64_t{512} << field(1);
    for (std::uint32_t group = 0; group < std::min(field(4), kMostGroupsTried); ++group) {
      const auto offset = (std::uint64_t{group} * field(3) + field(2)) * fragment;
      if (auto found = copy_at(volume, offset, group)) return found;
    }
  }
  return std::nullopt;
}

std::optional<Superblock> find_copy(const io::ByteSource& volume) {
  for (const auto place : kCopiesInFirstGroup)
    if (auto found = copy_at(volume, place, 0)) return found;
  return copy_by_record(volume);
}

}  // namespace

std::optional<std::uint64_t> find_magic(const io::ByteSource& volume) {
  for (const auto place : kPlaces) {
    const auto magic = magic_at(volume, place);
    if (magic && is_primary(volume, place, *magic)) return place;
  }
  return std::nullopt;
}

FoundSuperblock find_superblock(const io::ByteSource& volume, bool verify_check_hash) {
  std::optional<Error> damage;
  try {
    if (const auto place = find_magic(volume))
      return {*parse_superblock(volume, *place, verify_check_hash), {}};
    damage.emplace(ErrorKind::damaged, "there is no superblock of UFS");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    damage = error;
  }
  const auto copy = find_copy(volume);
  if (!copy) throw *damage;
  return {*copy,
          fmt::format("{}; the copy of the superblock at byte {} is used, whose counts and state "
                      "may be old",
                      damage->message(), copy->byte_offset)};
}

}  // namespace vixmount::fs::ufs
