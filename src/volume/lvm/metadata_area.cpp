#include "volume/lvm/metadata_area.hpp"

#include <algorithm>
#include <string_view>

#include "base/bytes.hpp"
#include "volume/lvm/checksum.hpp"
#include "volume/lvm/layout.hpp"

namespace vixmount::volume::lvm {
namespace {

void check_header(BytesView sector, const MetadataHeader& header, ByteRange area) {
  if (std::string_view(header.magic.data(), header.magic.size()) != kMetadataMagic)
    fail_at(area.begin, "there is no header of a metadata area");
  if (checksum(sector.from(sizeof(header.checksum)).span()) != header.checksum)
    fail_at(area.begin, "the header of the metadata area has a wrong checksum");
  if (header.version != 1)
    fail(ErrorKind::unsupported_version, "the metadata area at byte {} has version {}", area.begin,
         header.version.value());
  if (header.start != area.begin || header.size != area.length())
    fail_at(area.begin, "the metadata area says it is {} bytes at {}, its label {} bytes",
            header.size.value(), header.start.value(), area.length());
}

}  // namespace

std::optional<TextLocation> locate_text(const io::ByteSource& device, ByteRange area) {
  const auto bytes = io::read_bytes(device, area.begin, kMetadataHeaderBytes);
  const BytesView sector(bytes, area.begin);
  check_header(sector, sector.get<MetadataHeader>(0), area);
  // The second entry, when there is one, is a text that was written and not yet committed.
  const auto raw = sector.get<RawLocation>(sizeof(MetadataHeader));
  if (raw.offset == 0 || raw.size == 0) return std::nullopt;
  if (raw.offset < kMetadataHeaderBytes || raw.offset >= area.length() ||
      raw.size > area.length() - kMetadataHeaderBytes)
    fail_at(area.begin, "the metadata text is {} bytes at {} of an area of {}", raw.size.value(),
            raw.offset.value(), area.length());
  if (raw.size > kMostTextBytes)
    fail(ErrorKind::limit_exceeded, "the metadata text has {} bytes, more than {}",
         raw.size.value(), kMostTextBytes);
  return TextLocation{area, raw.offset, raw.size, raw.checksum,
                      (raw.flags & kLocationIgnored) != 0};
}

std::string read_text(const io::ByteSource& device, const TextLocation& location) {
  std::string text(location.size, '\0');
  const auto out = std::as_writable_bytes(std::span(text));
  const auto until_end =
      std::min<std::uint64_t>(location.size, location.area.length() - location.offset);
  device.read(location.area.begin + location.offset, out.first(until_end));
  device.read(location.area.begin + kMetadataHeaderBytes, out.subspan(until_end));
  if (checksum(out) != location.checksum)
    fail_at(location.area.begin + location.offset, "the metadata text has a wrong checksum");
  // The size counts the NUL behind the text.
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

}  // namespace vixmount::volume::lvm
