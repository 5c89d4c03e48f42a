#include "volume/lvm/label.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "volume/lvm/checksum.hpp"
#include "volume/lvm/layout.hpp"

namespace vixmount::volume::lvm {
namespace {

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string_view text_of(const std::array<char, 8>& field) { return {field.data(), field.size()}; }

// The entries up to the closing one; `at` moves behind that. The sector bounds the list.
std::vector<DiskArea> read_list(BytesView sector, std::size_t& at) {
  std::vector<DiskArea> areas;
  while (true) {
    const auto area = sector.get<DiskArea>(at);
    at += sizeof(DiskArea);
    if (area.offset == 0) return areas;
    areas.push_back(area);
  }
}

std::vector<ByteRange> checked_metadata_areas(const std::vector<DiskArea>& areas,
                                              std::uint64_t label_offset,
                                              std::uint64_t device_bytes) {
  std::vector<ByteRange> ranges;
  for (const auto& area : areas) {
    if (area.size < kMetadataHeaderBytes || !fits(area.offset, area.size, device_bytes))
      fail_at(label_offset, "the label gives a metadata area of {} bytes at {}, on {} bytes",
              area.size.value(), area.offset.value(), device_bytes);
    ranges.push_back({area.offset, area.offset + area.size});
  }
  return ranges;
}

Label parse(BytesView sector, const LabelHeader& header, std::uint64_t device_bytes) {
  auto at = std::size_t{header.content_offset};
  const auto pv = sector.get<PvHeader>(at);
  at += sizeof(PvHeader);
  Label label;
  label.offset = sector.origin();
  const auto uuid = uuid_with_dashes({pv.uuid.data(), pv.uuid.size()});
  if (!uuid) fail_at(label.offset + at, "the label's UUID is none");
  label.uuid = *uuid;
  label.device_size = pv.device_size;
  read_list(sector, at);  // data areas: the metadata text has the begin of the extents as well
  label.metadata_areas = checked_metadata_areas(read_list(sector, at), label.offset, device_bytes);
  // Labels of before 2012 have no extension, and one that fills the sector has no room for it.
  if (fits(at, sizeof(PvHeaderExtension), sector.size())) {
    const auto extension = sector.get<PvHeaderExtension>(at);
    label.in_use = extension.version >= 2 && (extension.flags & 1) != 0;
  }
  return label;
}

}  // namespace

std::optional<std::string> uuid_with_dashes(std::string_view raw) {
  if (raw.size() != 32 || !std::all_of(raw.begin(), raw.end(), is_letter_or_digit))
    return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    // 6-4-4-4-4-4-6
    if (i >= 6 && i <= 26 && (i - 6) % 4 == 0) text += '-';
    text += raw[i];
  }
  return text;
}

LabelSearch find_label(const io::ByteSource& device) {
  LabelSearch search;
  const auto length = std::min(device.size(), kLabelSectors * kSectorBytes);
  const auto bytes = io::read_bytes(device, 0, length);
  for (std::uint64_t offset = 0; offset + kSectorBytes <= length; offset += kSectorBytes) {
    const auto sector = BytesView(bytes).sub(offset, kSectorBytes);
    const auto header = sector.get<LabelHeader>(0);
    if (text_of(header.id) != kLabelId || text_of(header.type) != kLabelType) continue;
    try {
      if (header.sector != offset / kSectorBytes)
        fail_at(offset, "the LVM label says it is in sector {}", header.sector.value());
      if (checksum(sector.from(kLabelChecksummedFrom).span()) != header.checksum)
        fail_at(offset, "the LVM label has a wrong checksum");
      search.label = parse(sector, header, device.size());
      return search;
    } catch (const Error& error) {
      search.faults.push_back(error.message());
    }
  }
  return search;
}

}  // namespace vixmount::volume::lvm
