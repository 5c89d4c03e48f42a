#include "fs/fat/exfat/root_entries.hpp"

#include <algorithm>
#include <bit>

#include "base/error.hpp"
#include "fs/fat/cluster_source.hpp"
#include "fs/fat/exfat/checksum.hpp"
#include "fs/fat/exfat/upcase_table.hpp"
#include "fs/shared/utf16_name.hpp"

namespace vixmount::fs::exfat {
namespace {

std::string label_of(const layout::LabelEntry& entry) {
  std::u16string units(entry.units.begin(), entry.units.end());
  units.resize(std::min<std::size_t>(units.size(), entry.length));
  units.resize(std::min(units.size(), units.find(u'\0')));
  auto label = to_utf8(Utf16View(units));
  label.erase(label.find_last_not_of(" \t\r\n") + 1);
  return label;
}

// What bitmap and table of capitals occupy is always a chain of the table.
io::SourcePtr content_of(const Volume& volume, const layout::RootEntry& entry,
                         std::uint64_t position) {
  auto runs =
      volume.table().follow(entry.first_cluster, volume.heap().clusters_for(entry.size), position);
  return std::make_shared<fat::ClusterSource>(volume.source(), volume.heap(), std::move(runs),
                                              entry.size, entry.size);
}

void take_entry(const Volume& volume, BytesView bytes, RootEntries& out) {
  constexpr std::size_t kGuidOffset = 6;
  switch (bytes.u8(0)) {
    case layout::kVolumeLabel:
      out.label = label_of(bytes.get<layout::LabelEntry>(0));
      break;
    case layout::kVolumeGuid:
      out.guid = Guid::from_mixed_endian_bytes(bytes.sub(kGuidOffset, 16).span().first<16>());
      break;
    case layout::kBitmap: {
      const auto entry = bytes.get<layout::RootEntry>(0);
      if (((entry.flags & 1) != 0) != volume.geometry().second_is_active) break;
      out.bitmap = entry;
      out.bitmap_position = bytes.origin();
      break;
    }
    case layout::kUpcaseTable:
      out.upcase = bytes.get<layout::RootEntry>(0);
      out.upcase_position = bytes.origin();
      break;
    default:
      break;
  }
}

std::uint32_t used_in(std::span<const std::byte> bytes) noexcept {
  std::uint32_t used = 0;
  for (const auto byte : bytes)
    used += static_cast<std::uint32_t>(std::popcount(std::to_integer<std::uint8_t>(byte)));
  return used;
}

}  // namespace

RootEntries read_root_entries(const Volume& volume) {
  const auto slots = volume.root_slots();
  MetadataCursor cursor(volume.cache());
  RootEntries out;
  for (std::uint32_t slot = 0; slot < slots.count(); ++slot) {
    const auto bytes = slots.at(slot, cursor);
    if (bytes.u8(0) == layout::kEndOfDirectory) break;
    take_entry(volume, bytes, out);
  }
  return out;
}

UpcasePtr read_upcase(const Volume& volume, const RootEntries& root) {
  if (!root.upcase)
    fail(ErrorKind::damaged, "the root directory names no table of capital letters");
  if (root.upcase->size > Upcase::kBytes)
    fail_at(root.upcase_position, "a table of capital letters of {} bytes",
            root.upcase->size.value());
  const auto content = content_of(volume, *root.upcase, root.upcase_position);
  const auto bytes = io::read_bytes(*content, 0, static_cast<std::size_t>(content->size()));
  if (const auto sum = table_checksum(bytes); sum != root.upcase->checksum)
    fail_at(root.upcase_position,
            "the checksum of the table of capital letters is {:#010x} instead of {:#010x}", sum,
            root.upcase->checksum.value());
  return parse_upcase_table(bytes);
}

std::uint32_t count_free(const Volume& volume, const RootEntries& root) {
  if (!root.bitmap) fail(ErrorKind::damaged, "the root directory names no allocation bitmap");
  const auto clusters = volume.heap().cluster_count;
  const std::uint64_t length = divide_rounding_up(std::uint64_t{clusters}, 8);
  if (root.bitmap->size < length)
    fail_at(root.bitmap_position, "an allocation bitmap of {} bytes for {} clusters",
            root.bitmap->size.value(), clusters);
  const auto content = content_of(volume, *root.bitmap, root.bitmap_position);
  std::vector<std::byte> piece(256 * 1024);
  std::uint32_t used = 0;
  for (std::uint64_t at = 0; at < length; at += piece.size()) {
    const auto part = std::span(piece).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), length - at)));
    content->read(at, part);
    // Bits behind the last cluster mean nothing.
    if (at + part.size() == length && clusters % 8 != 0)
      part.back() &= static_cast<std::byte>((1U << clusters % 8) - 1);
    used += used_in(part);
  }
  return clusters - used;
}

}  // namespace vixmount::fs::exfat
