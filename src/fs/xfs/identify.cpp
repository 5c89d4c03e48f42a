#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/bare_magic.hpp"
#include "fs/xfs/find_superblock.hpp"
#include "fs/xfs/xfs.hpp"

namespace vixmount::fs::xfs {
namespace {

bool has_only_the_magic(const io::ByteSource& volume) {
  const auto bytes = io::read_bytes(volume, 0, sizeof(layout::Superblock));
  return is_bare_magic(BytesView(bytes), 0, sizeof(layout::Superblock::magic));
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& volume) {
  if (!has_superblock_magic(volume, 0) || has_only_the_magic(volume)) return std::nullopt;
  Identification out;
  out.type = "xfs";
  auto names = parse_names_only(volume);
  try {
    const auto found = find_superblock(volume, true);
    names = found.superblock;
    out.remark = found.remark;
    out.mountable = true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
    out.remark = error.message();
  }
  out.label = names.label();
  if (!names.uuid().is_nil()) out.uuid = names.uuid().to_string();
  return out;
}

std::optional<Identification> identify_by_copy(const io::ByteSource& volume) {
  // Two groups of the least size that mkfs.xfs makes.
  constexpr std::uint64_t kLeastVolume = 2 * (16ULL << 20);
  if (volume.size() < kLeastVolume || has_superblock_magic(volume, 0)) return std::nullopt;
  try {
    const auto found = find_superblock(volume, true);
    const auto& names = found.superblock;
    return Identification{"xfs", names.label(), names.uuid().to_string(), true, found.remark};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
    return std::nullopt;
  }
}

}  // namespace vixmount::fs::xfs
