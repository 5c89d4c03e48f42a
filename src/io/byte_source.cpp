#include "io/byte_source.hpp"

#include <algorithm>
#include <cstring>

#include "base/checked.hpp"
#include "base/error.hpp"

namespace vixmount::io {

Extent Extent::in_file(const HostFile& file, std::uint64_t position,
                       std::uint64_t length) noexcept {
  Extent extent{length, ExtentKind::data, position, {}};
  extent.file = &file;
  return extent;
}

Extent Extent::through(const ByteSource& reader, std::uint64_t position,
                       std::uint64_t length) noexcept {
  Extent extent{length, ExtentKind::opaque, position, {}};
  extent.reader = &reader;
  return extent;
}

Extent Extent::zeros(std::uint64_t length) noexcept { return {length, ExtentKind::zero, 0, {}}; }

Extent Extent::unallocated(std::uint64_t length) noexcept {
  return {length, ExtentKind::hole, 0, {}};
}

Extent Extent::part(std::uint64_t skip, std::uint64_t most) const noexcept {
  Extent result = *this;
  result.length = std::min(length - skip, most);
  if (!reads_as_zero()) result.position += skip;
  return result;
}

bool Extent::continues_with(const Extent& next) const noexcept {
  if (kind != next.kind) return false;
  switch (kind) {
    case ExtentKind::zero:
    case ExtentKind::hole:
      return true;
    case ExtentKind::data:
      return file == next.file && position + length == next.position;
    case ExtentKind::opaque:
      return reader == next.reader && position + length == next.position;
  }
  return false;
}

Extent ByteSource::map(std::uint64_t offset, std::uint64_t length) const {
  if (length == 0 || !fits(offset, length, size())) [[unlikely]]
    throw Error(
        ErrorKind::out_of_range,
        fmt::format("range of {} bytes at {} is outside of {} bytes", length, offset, size()),
        offset);
  return do_map(offset, length);
}

void ByteSource::read(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const Extent extent = map(offset, out.size());
    const auto count = static_cast<std::size_t>(extent.length);
    read_extent(extent, out.first(count));
    offset += count;
    out = out.subspan(count);
  }
}

void ByteSource::do_read_opaque(std::uint64_t, std::span<std::byte>) const {
  fail(ErrorKind::internal, "opaque read from a source that hands out no opaque extents");
}

void read_extent(const Extent& extent, std::span<std::byte> out) {
  switch (extent.kind) {
    case ExtentKind::data:
      extent.file->read(extent.position, out);
      return;
    case ExtentKind::opaque:
      extent.reader->read_opaque(extent.position, out);
      return;
    case ExtentKind::zero:
    case ExtentKind::hole:
      std::memset(out.data(), 0, out.size());
      return;
  }
}

std::vector<std::byte> read_bytes(const ByteSource& source, std::uint64_t offset,
                                  std::size_t length) {
  // Checked before the allocation: a length from a disk must not make us allocate more than there
  // is.
  if (!fits(offset, length, source.size()))
    throw Error(
        ErrorKind::out_of_range,
        fmt::format("{} bytes at {} are outside of {} bytes", length, offset, source.size()),
        offset);
  std::vector<std::byte> bytes(length);
  source.read(offset, bytes);
  return bytes;
}

}  // namespace vixmount::io
