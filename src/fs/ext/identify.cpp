#include "base/bytes.hpp"
#include "base/error.hpp"
#include "fs/bare_magic.hpp"
#include "fs/ext/ext.hpp"
#include "fs/ext/find_superblock.hpp"

namespace vixmount::fs::ext {
namespace {

// Names of a superblock whose numbers are not to be trusted.
Superblock parse_names_only(const io::ByteSource& volume) {
  Superblock out;
  const auto bytes = io::read_bytes(volume, layout::kSuperblockOffset, sizeof(layout::Superblock));
  out.raw = BytesView(bytes).get<layout::Superblock>(0);
  if (out.raw.revision != 0) {
    out.feature_compat = out.raw.feature_compat;
    out.feature_incompat = out.raw.feature_incompat;
    out.feature_ro_compat = out.raw.feature_ro_compat;
  }
  return out;
}

bool has_only_the_magic(const io::ByteSource& volume) {
  const auto bytes = io::read_bytes(volume, layout::kSuperblockOffset, sizeof(layout::Superblock));
  return is_bare_magic(BytesView(bytes), offsetof(layout::Superblock, magic),
                       sizeof(layout::Superblock::magic));
}

Identification describe(const Superblock& superblock) {
  Identification out;
  out.type = superblock.type_name();
  out.label = superblock.label();
  if (superblock.raw.revision != 0 && !superblock.uuid().is_nil())
    out.uuid = superblock.uuid().to_string();
  return out;
}

}  // namespace

std::optional<Identification> identify(const io::ByteSource& volume) {
  if (!has_superblock_magic(volume, layout::kSuperblockOffset) || has_only_the_magic(volume))
    return std::nullopt;
  try {
    const auto found = find_superblock(volume, true);
    auto out = describe(found.superblock);
    out.remark = found.remark;
    if (found.superblock.has(Incompat::journal_device)) {
      out.remark = "journal of an ext file system on another volume: holds no files";
      return out;
    }
    require_known_features(found.superblock);
    out.mountable = true;
    return out;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
    auto out = describe(parse_names_only(volume));
    out.remark = error.message();
    return out;
  }
}

}  // namespace vixmount::fs::ext
