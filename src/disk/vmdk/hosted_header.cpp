#include "disk/vmdk/hosted_header.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/checked.hpp"
#include "base/error.hpp"
#include "disk/vmdk/descriptor.hpp"
#include "disk/vmdk/layout.hpp"

namespace vixmount::disk::vmdk {
namespace {

constexpr std::array<char, 4> kNewlines = {'\n', ' ', '\r', '\n'};
constexpr std::uint16_t kDeflate = 1;

// How far before the file's end the footer is searched: some tools pad what they copy to a block.
constexpr std::uint64_t kFooterSearchBytes = 64 * 1024;

HostedHeaderLayout layout_at(const io::HostFile& file, std::uint64_t position) {
  std::array<std::byte, sizeof(HostedHeaderLayout)> raw;
  if (!fits(position, raw.size(), file.size()))
    fail(ErrorKind::damaged, "{}: the file of {} bytes ends inside its header", file.name(),
         file.size());
  file.read(position, raw);
  return BytesView(raw, position).get<HostedHeaderLayout>(0);
}

void require_known(const HostedHeaderLayout& header, const io::HostFile& file) {
  if (header.magic != kHostedMagic)
    fail(ErrorKind::damaged, "{}: the header of the sparse extent has no magic", file.name());
  if (header.version == 0 || header.version > kNewestHostedVersion)
    fail(ErrorKind::unsupported_version,
         "{}: version {} of the sparse extent format is not known (1 to {} are)", file.name(),
         header.version.value(), kNewestHostedVersion);
  const std::uint32_t unknown = header.flags & hosted_flag::kIncompatible &
                                ~(hosted_flag::kCompressed | hosted_flag::kMarkers);
  if (unknown != 0)
    fail(ErrorKind::unsupported, "{}: the sparse extent uses unknown features (flags {:#x})",
         file.name(), unknown);
  if ((header.flags & hosted_flag::kNewlineTest) != 0 && header.newline_test != kNewlines)
    fail(ErrorKind::damaged,
         "{}: line ends inside the file were changed, as a copy in text mode does", file.name());
}

// Compressed or not; every mixture that no documented writer makes is refused.
bool is_compressed(const HostedHeaderLayout& header, const io::HostFile& file) {
  const bool flagged = (header.flags & hosted_flag::kCompressed) != 0;
  if (!flagged && header.compression == 0) return false;
  if (header.compression != kDeflate)
    fail(ErrorKind::unsupported, "{}: compression method {} is not known", file.name(),
         header.compression.value());
  if ((header.flags & hosted_flag::kMarkers) == 0)
    fail(ErrorKind::unsupported, "{}: compressed grains without markers are not supported",
         file.name());
  return true;
}

std::optional<std::uint64_t> sector_position(std::uint64_t sector, std::string_view what) {
  if (sector == 0) return std::nullopt;
  return checked_multiply(sector, kSectorSize, what);
}

// Byte position of the footer: a copy of the header behind a footer marker, followed by the end of
// stream marker in the file's last sector.
std::uint64_t find_footer(const io::HostFile& file, const Log& log) {
  const auto sectors = file.size() / kSectorSize;
  const auto searched = std::min(sectors, kFooterSearchBytes / kSectorSize);
  const auto begin = (sectors - searched) * kSectorSize;
  std::vector<std::byte> tail(static_cast<std::size_t>(searched * kSectorSize));
  file.read(begin, tail);
  const BytesView view(tail, begin);
  for (auto sector = searched; sector >= 2; --sector) {
    const auto offset = static_cast<std::size_t>((sector - 2) * kSectorSize);
    const auto marker = view.get<MarkerLayout>(offset);
    if (marker.size != 0 || marker.type != static_cast<std::uint32_t>(MarkerType::footer) ||
        view.le32_at(offset + kSectorSize) != kHostedMagic)
      continue;
    const auto position = begin + offset + kSectorSize;
    if (position + 2 * kSectorSize != file.size())
      log.warning("{}: the footer is not followed by one end of stream marker, but by {} bytes",
                  file.name(), file.size() - position - kSectorSize);
    return position;
  }
  fail(ErrorKind::damaged,
       "{}: the footer that tells where the grain directory is was not found in the last {} bytes: "
       "the end of the file is missing, as after a copy or download that was cut off",
       file.name(), tail.size());
}

}  // namespace

bool is_hosted_sparse(const io::HostFile& file) {
  std::array<std::byte, 4> magic;
  if (file.size() < magic.size()) return false;
  file.read(0, magic);
  return BytesView(magic).le32_at(0) == kHostedMagic;
}

HostedHeader read_hosted_header(const io::HostFile& file, const Log& log) {
  auto layout = layout_at(file, 0);
  require_known(layout, file);
  if (layout.directory_offset == kDirectoryAtEnd) {
    layout = layout_at(file, find_footer(file, log));
    require_known(layout, file);
    if (layout.directory_offset == kDirectoryAtEnd)
      fail(ErrorKind::damaged, "{}: the footer does not tell where the grain directory is",
           file.name());
  }
  HostedHeader header;
  header.version = layout.version;
  header.geometry = GrainGeometry::checked(layout.capacity, layout.grain_size,
                                           layout.entries_per_table, 4, file.name());
  header.compressed = is_compressed(layout, file);
  header.zeroed_grains = (layout.flags & hosted_flag::kZeroedGrains) != 0;
  header.unclean_shutdown = layout.unclean_shutdown != 0;
  header.directory = sector_position(layout.directory_offset, "place of the grain directory");
  if ((layout.flags & hosted_flag::kRedundantDirectory) != 0)
    header.redundant_directory = sector_position(layout.redundant_directory_offset,
                                                 "place of the redundant grain directory");
  return header;
}

std::optional<std::string> read_embedded_descriptor(const io::HostFile& file) {
  const auto layout = layout_at(file, 0);
  require_known(layout, file);
  if (layout.descriptor_offset == 0 || layout.descriptor_size == 0) return std::nullopt;
  if (layout.descriptor_size > kMostDescriptorBytes / kSectorSize)
    fail(ErrorKind::limit_exceeded, "{}: an embedded descriptor of {} sectors is not plausible",
         file.name(), layout.descriptor_size.value());
  const auto begin = checked_multiply<std::uint64_t>(layout.descriptor_offset, kSectorSize,
                                                     "place of the descriptor");
  const auto length = layout.descriptor_size * kSectorSize;
  if (!fits(begin, length, file.size()))
    fail_at(begin, "{}: the embedded descriptor of {} bytes runs behind the file's end",
            file.name(), length);
  std::string text(static_cast<std::size_t>(length), '\0');
  file.read(begin, std::as_writable_bytes(std::span(text)));
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

}  // namespace vixmount::disk::vmdk
