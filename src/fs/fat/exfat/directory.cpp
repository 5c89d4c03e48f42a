#include "fs/fat/exfat/directory.hpp"

namespace vixmount::fs::exfat {
namespace {

bool is_known_or_benign(std::uint8_t type) noexcept {
  return type == layout::kBitmap || type == layout::kUpcaseTable || type == layout::kVolumeLabel ||
         (type & layout::kBenign) != 0;
}

// Secondaries are here only after a set that was not whole.
bool is_unknown_critical(std::uint8_t type) noexcept {
  return (type & layout::kInUse) != 0 && (type & layout::kSecondary) == 0 &&
         !is_known_or_benign(type);
}

[[noreturn]] void fail_unknown(BytesView entry) {
  throw Error(ErrorKind::unsupported,
              fmt::format("a directory entry of the unknown type {:#x} (at byte {})", entry.u8(0),
                          entry.origin()),
              entry.origin());
}

FoundSet read_set(const fat::Slots& slots, std::uint32_t slot, MetadataCursor& cursor) {
  FoundSet found;
  found.first_slot = slot;
  found.set = read_entry_set([&](unsigned index) {
    if (index >= slots.count() - slot)
      fail_at(slots.position(slot), "the directory ends within a file's entries");
    return slots.at(slot + index, cursor);
  });
  found.next_slot = slot + found.set.entry_count;
  return found;
}

// The set at `slot`, if one begins there.
std::optional<FoundSet> set_at(const fat::Slots& slots, std::uint32_t slot, BytesView entry,
                               MetadataCursor& cursor) {
  const auto type = entry.u8(0);
  if (type == layout::kFile) return read_set(slots, slot, cursor);
  if (is_unknown_critical(type)) fail_unknown(entry);
  return std::nullopt;
}

}  // namespace

std::optional<Error> scan_entry_sets(const fat::Slots& slots, std::uint32_t first_slot,
                                     MetadataCursor& cursor,
                                     const std::function<bool(const FoundSet&)>& visit) {
  std::optional<Error> damage;
  for (auto slot = first_slot; slot < slots.count();) {
    const auto entry = slots.at(slot, cursor);
    if (entry.u8(0) == layout::kEndOfDirectory) break;
    std::optional<FoundSet> found;
    try {
      found = set_at(slots, slot, entry, cursor);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged && error.kind() != ErrorKind::unsupported) throw;
      if (!damage) damage = error;
    }
    slot = found ? found->next_slot : slot + 1;
    if (found && !visit(*found)) break;
  }
  return damage;
}

}  // namespace vixmount::fs::exfat
