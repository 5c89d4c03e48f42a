#include "base/error.hpp"
#include "fs/btrfs/btrfs.hpp"
#include "fs/btrfs/superblock.hpp"

namespace vixmount::fs::btrfs {
namespace {

// Names of a superblock whose numbers are not to be trusted.
Superblock parse_names_only(const io::ByteSource& volume) {
  const auto bytes =
      io::read_bytes(volume, layout::kSuperblockOffsets[0], sizeof(layout::Superblock));
  Superblock out;
  out.raw = BytesView(bytes).get<layout::Superblock>(0);
  return out;
}

Identification describe(const Superblock& superblock) {
  Identification out;
  out.type = "btrfs";
  out.label = superblock.label();
  if (!superblock.fsid().is_nil()) out.uuid = superblock.fsid().to_string();
  return out;
}

// Error{damaged}, Error{unsupported}.
Identification describe_found(const io::ByteSource& volume) {
  const auto found = find_superblock(volume, true);
  auto out = describe(found.superblock);
  out.remark = found.remark;
  require_known_features(found.superblock);
  out.mountable = true;
  return out;
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& volume) {
  if (!has_superblock_magic(volume)) return std::nullopt;
  if (!fits(layout::kSuperblockOffsets[0], sizeof(layout::Superblock), volume.size()))
    return std::nullopt;
  try {
    return describe_found(volume);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
    auto out = describe(parse_names_only(volume));
    out.remark = error.message();
    return out;
  }
}

std::optional<Identification> identify_by_copy(const io::ByteSource& volume) {
  if (!fits(layout::kSuperblockOffsets[1], sizeof(layout::Superblock), volume.size()) ||
      has_superblock_magic(volume))
    return std::nullopt;
  try {
    return describe_found(volume);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
    return std::nullopt;
  }
}

}  // namespace vixmount::fs::btrfs
