#include "fs/iso9660/rock_ridge.hpp"

#include "base/error.hpp"
#include "fs/iso9660/timestamp.hpp"

namespace vixmount::fs::iso9660 {
namespace {

constexpr std::uint8_t kXaBytes = 14;  // of CD-ROM XA, in front of other uses of the area

enum NameFlag : std::uint8_t { kSelf = 0x02, kParent = 0x04 };
enum TimeFlag : std::uint8_t {
  kCreated = 0x01,
  kModified = 0x02,
  kAccessed = 0x04,
  kChanged = 0x08,
  kLongForm = 0x80,
};

// Several entries make a name together.
void add_name(RockRidge& out, BytesView entry) {
  if ((entry.u8(0) & (kSelf | kParent)) != 0) return;
  const auto part = entry.text(1, entry.size() - 1);
  if (out.name.size() + part.size() > RockRidge::kMostNameBytes)
    fail_at(entry.origin(), "a name of more than {} bytes", RockRidge::kMostNameBytes);
  out.name += part;
}

std::array<std::uint8_t, kShortTimeBytes> padded(BytesView field) {
  std::array<std::uint8_t, kShortTimeBytes> out{};
  for (std::size_t i = 0; i < field.size(); ++i) out[i] = field.u8(i);
  return out;
}

void add_times(RockRidge& out, BytesView entry) {
  const auto flags = entry.u8(0);
  const bool is_long = (flags & kLongForm) != 0;
  auto rest = entry.from(1);
  const auto take = [&](TimeFlag flag, std::optional<Timestamp>& to) {
    if ((flags & flag) == 0) return;
    const auto length = is_long ? kLongTimeBytes : kShortTimeBytes;
    // makefs of NetBSD forgets the last byte, an offset from GMT.
    const auto field = rest.sub(0, rest.size() + 1 == length ? rest.size() : length);
    to = is_long ? long_time(field.text(0, field.size())) : short_time(padded(field));
    rest = rest.from(field.size());
  };
  take(kCreated, out.created);
  take(kModified, out.modified);
  take(kAccessed, out.accessed);
  take(kChanged, out.changed);
}

void add_entry(RockRidge& out, const SystemUseEntry& entry) {
  const auto& [signature, content] = entry;
  if (signature == "NM") {
    add_name(out, content);
  } else if (signature == "PX") {
    out.attributes = content.get<layout::PosixAttributes>(0);
  } else if (signature == "PN") {
    out.device = content.get<layout::DeviceNumber>(0);
  } else if (signature == "TF") {
    add_times(out, content);
  } else if (signature == "SL") {
    if (!out.link) out.link.emplace();
    out.link->add(content);
  } else if (signature == "CL") {
    out.child = content.get<layout::Both32>(0).little;
  } else if (signature == "PL") {
    out.parent = content.get<layout::Both32>(0).little;
  } else if (signature == "RE") {
    out.is_relocated = true;
  } else if (signature == "SF") {
    out.is_sparse = true;
  } else if (signature == "ZF") {
    out.compressed = content.get<layout::CompressedFile>(0);
  } else if (signature == "ER") {
    out.has_extension_reference = true;
  }
}

bool is_sharing_protocol(BytesView area) {
  return area.size() >= 7 && area.text(0, 2) == "SP" && area.u8(4) == 0xBE && area.u8(5) == 0xEF;
}

}  // namespace

SystemUseRules rules_of_root(const DirectoryRecord& root) {
  for (const std::uint8_t offset : {std::uint8_t{0}, kXaBytes}) {
    if (root.system_use.size() < offset) break;
    const auto area = root.system_use.from(offset);
    if (is_sharing_protocol(area)) return {SystemUse::declared, area.u8(6), offset};
  }
  return {SystemUse::guessed, 0, 0};
}

RockRidge read_rock_ridge(const MetadataCache& cache, std::uint32_t block_size, SystemUse use,
                          std::uint8_t skip, const DirectoryRecord& record) {
  RockRidge out;
  if (use == SystemUse::ignored || record.system_use.size() <= skip) return out;
  try {
    for_each_system_use_entry(cache, block_size, record.system_use.from(skip), use,
                              [&](const SystemUseEntry& entry) { add_entry(out, entry); });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    out.damage = error;
  }
  return out;
}

}  // namespace vixmount::fs::iso9660
