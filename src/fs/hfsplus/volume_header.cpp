#include "fs/hfsplus/volume_header.hpp"

#include <optional>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "io/sources.hpp"

namespace vixmount::fs::hfsplus {
namespace {

constexpr std::uint64_t kSector = 512;
constexpr std::uint32_t kLeastBlock = 512;
// TN1150 gives no upper bound; Apple's newfs_hfs goes up to 64 KiB, and no driver reads beyond
// 1 MiB.
constexpr std::uint32_t kMostBlock = 1 << 20;

template <typename Layout>
std::optional<Layout> read_at(const io::ByteSource& volume, std::uint64_t offset) {
  if (!fits(offset, sizeof(Layout), volume.size())) return std::nullopt;
  return BytesView(io::read_bytes(volume, offset, sizeof(Layout))).get<Layout>(0);
}

void require_version(const layout::VolumeHeader& raw, std::uint64_t offset) {
  const unsigned expected = raw.signature == layout::kSignaturePlus ? 4 : 5;
  if (raw.version == expected) return;
  if (raw.version > 5)
    fail(ErrorKind::unsupported_version, "HFS+ of version {}", raw.version.value());
  fail_at(offset + 2, "an HFS+ volume header of version {}", raw.version.value());
}

void require_sound(const layout::VolumeHeader& raw, std::uint64_t offset, std::uint64_t length) {
  require_version(raw, offset);
  if (!is_power_of_two(raw.block_size) || raw.block_size < kLeastBlock ||
      raw.block_size > kMostBlock)
    fail_at(offset + 40, "HFS+ blocks of {} bytes", raw.block_size.value());
  if (raw.total_blocks == 0) fail_at(offset + 44, "an HFS+ of no blocks");
  const auto bytes = std::uint64_t{raw.total_blocks} * raw.block_size;
  // The last block may be there in part: the copy of the header must be.
  if (bytes - raw.block_size >= length)
    fail_at(offset + 44, "an HFS+ of {} bytes on a volume of {}", bytes, length);
}

// [start, start + length) of the volume where an HFS+ may be.
ByteRange find_place(const io::ByteSource& volume) {
  const auto wrapper = read_at<layout::WrapperBlock>(volume, layout::kHeaderOffset);
  if (!wrapper || wrapper->signature != layout::kSignatureWrapper) return {0, volume.size()};
  if (!is_plus_signature(wrapper->embedded_signature))
    fail(ErrorKind::unsupported,
         "it is an HFS (\"Mac OS Standard\") volume, which is not supported; HFS+ is");
  if (wrapper->block_size == 0 || wrapper->block_size % kSector != 0)
    fail_at(layout::kHeaderOffset + 20, "HFS blocks of {} bytes", wrapper->block_size.value());
  const auto start = wrapper->first_block * kSector +
                     std::uint64_t{wrapper->embedded_start} * wrapper->block_size;
  const auto length = std::uint64_t{wrapper->embedded_count} * wrapper->block_size;
  if (!fits(start, length, volume.size()))
    fail_at(layout::kHeaderOffset + 126, "an embedded HFS+ of {} bytes at {} of a volume of {}",
            length, start, volume.size());
  return {start, start + length};
}

layout::VolumeHeader read_header(const io::ByteSource& volume, std::uint64_t offset,
                                 std::uint64_t length) {
  const auto raw = read_at<layout::VolumeHeader>(volume, offset);
  if (!raw || !is_plus_signature(raw->signature)) fail_at(offset, "no HFS+ volume header");
  require_sound(*raw, offset, length);
  return *raw;
}

}  // namespace

io::SourcePtr inside_wrapper(const io::SourcePtr& volume, const VolumeHeader& header) {
  if (header.start == 0 && header.length == volume->size()) return volume;
  return std::make_shared<io::SliceSource>(volume, header.start, header.length);
}

VolumeHeader find_volume_header(const io::ByteSource& volume) {
  const auto place = find_place(volume);
  VolumeHeader out;
  out.start = place.begin;
  out.length = place.length();
  const auto at = place.begin + layout::kHeaderOffset;
  try {
    out.raw = read_header(volume, at, out.length);
    return out;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    if (out.length < 2 * layout::kHeaderOffset) throw;
    try {
      // Volumes begin and end at sectors; what is behind the last whole one is nobody's.
      const auto end = place.begin + out.length / kSector * kSector;
      out.raw = read_header(volume, end - layout::kHeaderOffset, out.length);
    } catch (const Error& second) {
      if (second.kind() == ErrorKind::io) throw;
      throw error;
    }
    out.remark = fmt::format("volume header damaged ({}), its copy is used", error.message());
    return out;
  }
}

}  // namespace vixmount::fs::hfsplus
